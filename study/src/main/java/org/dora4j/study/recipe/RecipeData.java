package org.dora4j.study.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.train.config.TrainConfig;

/** Finds the files that a recipe names, and tells of those that are missing where to get them. */
public final class RecipeData {
  private RecipeData() {}

  /** The recipe's training files in a folder of data. */
  public static List<String> in(Path folder, Recipe recipe) {
    return recipe.files().stream().map(file -> folder.resolve(file).toString()).toList();
  }

  /**
   * Checks that the training files are there.
   *
   * @throws RecipeException if one is missing, with what it is and where it can be had
   */
  public static void requireThere(Recipe recipe, TrainConfig config) {
    for (Path file : config.data().files()) {
      if (!Files.exists(file)) {
        throw new RecipeException(missing(recipe, file));
      }
    }
  }

  private static String missing(Recipe recipe, Path file) {
    String text = file.toString().replace('\\', '/');
    return recipe.expects().stream()
        .filter(each -> text.endsWith(each.file()))
        .findFirst()
        .map(
            each ->
                "There is no file %s, which the recipe %s needs: %s. Name your file, or the folder it lies in, with --data."
                    .formatted(file, recipe.name(), each.described()))
        .orElseGet(
            () ->
                "There is no file %s to train on; name one, or the folder that holds %s, with --data."
                    .formatted(file, String.join(", ", recipe.files())));
  }
}
