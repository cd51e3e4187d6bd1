package org.dora4j.cli.terminal;

/** A command line that picocli can read but that makes no sense; one sentence says why. */
public final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
