package org.dora4j.study.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/** The {@code dora4j evaluate} command that a recipe asks for, word by word. */
public final class EvaluateWords {
  private static final Set<String> NOT_AN_OPTION = Set.of("data", "likelihood");

  private EvaluateWords() {}

  /**
   * The command's options for a finished run.
   *
   * @param tests folder of test sets where the user names one; null for the recipe's, or for the
   *     folder that the training files lie in
   * @throws RecipeException if no folder of test sets is known
   */
  public static List<String> of(Recipe recipe, TrainConfig config, @Nullable Path tests) {
    List<String> words = new ArrayList<>();
    Path result = EarlierRun.result(config);
    boolean adapter = config.adapter().method().isAdapter();
    words.addAll(List.of("--model", adapter ? config.model() : result.toString()));
    if (adapter) {
      words.addAll(List.of("--adapter", result.toString()));
    }
    words.addAll(List.of("--device", config.compute().device()));
    words.addAll(List.of("--data", tests(recipe, config, tests).toString()));
    words.addAll(List.of("--output", config.output().resolve("evaluation").toString()));
    for (Map.Entry<String, Object> each : recipe.evaluate().entrySet()) {
      if (!NOT_AN_OPTION.contains(each.getKey())) {
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
    Object own = recipe.evaluate().get("data");
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
            .formatted(recipe.name(), value(recipe.evaluate().getOrDefault("tasks", ""))));
  }

  private static boolean holdsTests(Path folder) {
    try (Stream<Path> list = Files.list(folder)) {
      return list.anyMatch(task -> Files.isRegularFile(task.resolve("test.json")));
    } catch (IOException e) {
      return false;
    }
  }

  /** Names with commas between them, or what a YAML list holds. */
  static String value(Object value) {
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(String::valueOf).toList())
        : String.valueOf(value);
  }
}
