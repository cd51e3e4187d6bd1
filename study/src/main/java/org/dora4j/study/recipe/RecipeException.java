package org.dora4j.study.recipe;

/** A recipe cannot be used as it is; one sentence says why and what to do. */
public final class RecipeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  RecipeException(String message) {
    super(message);
  }
}
