package org.dora4j.train;

/** Training has produced numbers that are not finite several times in a row. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(String message) {
    super(message);
  }
}
