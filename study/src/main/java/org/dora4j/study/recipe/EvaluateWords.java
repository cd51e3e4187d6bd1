package org.dora4j.study.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.data.DataException;
import org.dora4j.eval.TaskSuite;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** The {@code dora4j evaluate} command that a recipe asks for, word by word. */
public final class EvaluateWords {
  private static final String DATA = "data";
  private static final String TASKS = "tasks";

  private EvaluateWords() {}

  /**
   * The command's options for a finished run.
   *
   * @param model as the user names it
   * @param tests folder of test sets where the user names one; null for the recipe's, or for the
   *     folder that the training files lie in
   * @throws RecipeException if no folder of test sets is known
   */
  public static List<String> of(
      Recipe recipe, TrainConfig config, String model, @Nullable Path tests) {
    List<String> words = new ArrayList<>();
    Path result = EarlierRun.result(config);
    boolean adapter = config.adapter().method().isAdapter();
    words.addAll(List.of("--model", adapter ? model : result.toString()));
    if (adapter) {
      words.addAll(List.of("--adapter", result.toString()));
      words.addAll(config.compute().baseOptions());
    }
    words.addAll(List.of("--device", config.compute().device()));
    words.addAll(List.of("--data", tests(recipe, config, tests).toString()));
    words.addAll(List.of("--output", config.output().resolve("evaluation").toString()));
    for (Map.Entry<String, Object> each : recipe.evaluate().entrySet()) {
      if (!each.getKey().equals(DATA)) {
        words.add("--" + each.getKey().replace('_', '-'));
        words.add(value(each.getValue()));
      }
    }
    return words;
  }

  /**
   * The folder of test sets, with {@code TASK/test.json} in it.
   *
   * @throws RecipeException if none is known
   */
  public static Path tests(Recipe recipe, TrainConfig config, @Nullable Path named) {
    if (named != null) {
      return named;
    }
    Object own = recipe.evaluate().get(DATA);
    if (own != null) {
      return Path.of(own.toString());
    }
    Path near = config.data().files().get(0).toAbsolutePath().getParent();
    for (Path folder = near; folder != null; folder = folder == near ? near.getParent() : null) {
      if (holdsTests(folder)) {
        return folder;
      }
    }
    throw new RecipeException(
        "The recipe %s evaluates %s, but no folder of test sets is known; name it with --tests, or train only with --no-evaluate."
            .formatted(recipe.name(), tasks(recipe)));
  }

  /**
   * Checks that there are test sets of all tasks.
   *
   * @throws RecipeException if one is missing or cannot be read
   */
  public static void requireTests(Recipe recipe, TrainConfig config, @Nullable Path named) {
    try {
      TaskSuite.open(tests(recipe, config, named), tasks(recipe));
    } catch (DataException e) {
      throw new RecipeException(
          String.valueOf(e.getMessage()).replaceFirst("\\.$", "")
              + "; name their folder with --tests, other tasks with --tasks, or train only with --no-evaluate.");
    }
  }

  private static String tasks(Recipe recipe) {
    return value(recipe.evaluate().getOrDefault(TASKS, ""));
  }

  private static boolean holdsTests(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.anyMatch(task -> Files.isRegularFile(task.resolve("test.json")));
    } catch (IOException e) {
      return false;
    }
  }

  private static String value(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
