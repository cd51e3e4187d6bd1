package org.dora4j.study;

import org.jspecify.annotations.Nullable;

/** A study's folder cannot be used as asked; the message is one sentence that says what to do. */
public final class StudyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, where, and what to do. */
  public StudyException(String message) {
    this(message, null);
  }

  /** The same with the failure underneath. */
  public StudyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
