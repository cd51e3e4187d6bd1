package org.dora4j.study.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.train.config.Suggestion;

/** Where recipes come from: those that come with dora4j by name, others by file. */
final class RecipeSource {
  private static final String FOLDER = "/org/dora4j/study/recipes/";
  private static final String END = ".yaml";

  /** Names of those that come with dora4j and can be run, in the order in which they are listed. */
  static List<String> names() {
    return resource("index.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * The text of a recipe.
   *
   * @param reference a name, or a file that ends in .yaml or .yml
   * @throws RecipeException if there is none
   */
  String text(String reference) {
    if (!isFile(reference)) {
      return known(reference);
    }
    Path file = Path.of(reference);
    if (!Files.isRegularFile(file)) {
      throw new RecipeException("There is no recipe file %s.".formatted(reference));
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new RecipeException("The recipe file %s cannot be read (%s).".formatted(reference, e));
    }
  }

  private static boolean isFile(String reference) {
    return reference.endsWith(END) || reference.endsWith(".yml");
  }

  private static String known(String name) {
    if (!name.matches("[\\w-]+") || RecipeSource.class.getResource(FOLDER + name + END) == null) {
      String hint =
          Suggestion.nearest(name, names())
              .map(near -> "did you mean " + near + "?")
              .orElse("'dora4j recipe list' shows them.");
      throw new RecipeException("There is no recipe '%s'; %s".formatted(name, hint));
    }
    return resource(name + END);
  }

  private static String resource(String name) {
    try (InputStream in = RecipeSource.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("dora4j lacks its own file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + " of dora4j.", e);
    }
  }

  /** What a recipe is called: its name, or its file's without the ending. */
  String name(String reference) {
    return isFile(reference)
        ? String.valueOf(Path.of(reference).getFileName()).replaceFirst("\\.ya?ml$", "")
        : reference;
  }

  /** The reference of what a recipe extends: files lie beside it. */
  String parent(String child, String parent) {
    return isFile(child) && isFile(parent)
        ? Path.of(child).resolveSibling(parent).toString()
        : parent;
  }
}
