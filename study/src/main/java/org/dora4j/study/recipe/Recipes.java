package org.dora4j.study.recipe;

import java.util.List;

/** The recipes that come with dora4j, and those of users. */
public final class Recipes {
  private static final RecipeReader READER = new RecipeReader(new RecipeSource());

  private Recipes() {}

  /** Names of the recipes that come with dora4j. */
  public static List<String> names() {
    return RecipeSource.names();
  }

  /** All recipes that come with dora4j. */
  public static List<Recipe> all() {
    return names().stream().map(Recipes::open).toList();
  }

  /**
   * A recipe, resolved: what it extends is part of it.
   *
   * @param reference a name, or a file that ends in .yaml or .yml
   * @throws RecipeException if there is none, or it cannot be used
   */
  public static Recipe open(String reference) {
    return READER.read(reference);
  }
}
