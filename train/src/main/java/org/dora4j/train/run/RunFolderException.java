package org.dora4j.train.run;

/** A run's folder cannot be used, or something cannot be written to it; one sentence says why. */
public final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFolderException(String message) {
    super(message);
  }

  public RunFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
