package org.dora4j.data;

import org.jspecify.annotations.Nullable;

/** Data, a tokenizer or a template cannot be used; the message is one sentence that says why. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, where, and what to do. */
  public DataException(String message) {
    super(message);
  }

  /** What is wrong, where, and what to do; with the failure underneath. */
  public DataException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
