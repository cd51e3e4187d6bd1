package org.dora4j.study.recipe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.train.config.ProjectionSettings;
import org.dora4j.train.config.TrainConfig;
import org.jspecify.annotations.Nullable;

/**
 * A complete experiment: what is trained and on what, and how it is evaluated.
 *
 * @param name by which it is called
 * @param summary what it is, in a line
 * @param source where its settings and figures were published
 * @param published figures to compare with, by task, in percent; empty where there are none
 * @param expects files that it needs
 * @param train settings, the keys of a {@link TrainConfig}; what is missing has its default
 * @param evaluate options of {@code dora4j evaluate}, with underscores; empty for none
 */
public record Recipe(
    String name,
    String summary,
    String source,
    Map<String, Double> published,
    List<Expectation> expects,
    Map<String, Object> train,
    Map<String, Object> evaluate) {

  private static final String OUTPUT = "output";
  private static final String METHOD = "method";

  public Recipe {
    published = ordered(published);
    expects = List.copyOf(expects);
    train = ordered(train);
    evaluate = ordered(evaluate);
  }

  private static <T> Map<String, T> ordered(Map<String, T> values) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * The training settings with others laid over them.
   *
   * @param overrides settings by key; they win
   * @throws org.dora4j.train.config.ConfigException if a setting cannot be used; lists all of these
   */
  public TrainConfig config(Map<String, ?> overrides) {
    Map<String, Object> values = new LinkedHashMap<>(train);
    values.putIfAbsent(OUTPUT, "runs/" + name);
    overrides.forEach((key, value) -> put(values, key, value));
    if (overrides.containsKey(METHOD)) {
      // Another method may not have what the recipe says of its own.
      Set<String> fitting = ProjectionSettings.fitting(values).keySet();
      values.keySet().removeIf(key -> !fitting.contains(key) && !overrides.containsKey(key));
    }
    return TrainConfig.of(values, "recipe " + name);
  }

  /** Of two keys that say the same in different ways, the later one is meant. */
  private static void put(Map<String, Object> values, String key, Object value) {
    for (List<String> group : ALTERNATIVES) {
      if (group.contains(key)) {
        values.keySet().removeAll(group);
      }
    }
    values.put(key, value);
  }

  /** Keys of which a configuration takes one. */
  static final List<List<String>> ALTERNATIVES =
      List.of(
          List.of("steps", "epochs"),
          List.of("warmup_steps", "warmup_ratio"),
          List.of("shuffle", "order"),
          List.of("validation", "validation_size"));

  /**
   * The same with other tasks to evaluate.
   *
   * @param tasks names with commas between them; null for the recipe's own
   */
  public Recipe withTasks(@Nullable String tasks) {
    if (tasks == null) {
      return this;
    }
    Map<String, Object> other = new LinkedHashMap<>(evaluate);
    other.put("tasks", tasks);
    return new Recipe(name, summary, source, published, expects, train, other);
  }

  /** The files of the training data, as the recipe names them. */
  public List<String> files() {
    Object data = train.get("data");
    List<String> files = new ArrayList<>();
    if (data instanceof List<?> list) {
      list.forEach(file -> files.add(String.valueOf(file)));
    } else if (data != null) {
      files.add(data.toString());
    }
    return files;
  }
}
