package org.dora4j.report;

/** A run's files cannot be read; the message says which file or line, and why. */
public final class RunLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunLogException(String message) {
    super(message);
  }

  public RunLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
