package org.dora4j.eval;

import org.jspecify.annotations.Nullable;

/** An evaluation cannot go on; the message says what is wrong, where, and what to do. */
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EvaluationException(String message) {
    super(message);
  }

  public EvaluationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
