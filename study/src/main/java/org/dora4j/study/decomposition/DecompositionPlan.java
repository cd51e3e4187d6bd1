package org.dora4j.study.decomposition;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.ProjectionSettings;
import org.dora4j.train.config.TrainConfig;

/**
 * The runs of a decomposition study: the same settings, a method each, checkpoints at even
 * distances that all stay.
 *
 * @param settings of every run, by key; {@code steps} and {@code output} are among them
 * @param methods one run each
 * @param checkpoints how many each run has at least, its last step among them
 * @param own settings that a method has for itself, such as {@code lr}; full fine-tuning never
 *     takes the common rate
 */
public record DecompositionPlan(
    Map<String, Object> settings,
    List<Method> methods,
    int checkpoints,
    Map<Method, Map<String, Object>> own) {

  /**
   * Checks the plan.
   *
   * @throws IllegalArgumentException if there are no methods, or fewer steps than checkpoints
   */
  public DecompositionPlan {
    settings = new LinkedHashMap<>(settings);
    methods = List.copyOf(methods);
    own = Map.copyOf(own);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "--methods names no method; name some of full,lora,dora,vera,dvora");
    }
    if (checkpoints < 2) {
      throw new IllegalArgumentException(
          "--checkpoints must be at least 2 but is " + checkpoints + ": a line needs points");
    }
    for (Map.Entry<Method, Map<String, Object>> of : own.entrySet()) {
      String method = name(of.getKey());
      if (!methods.contains(of.getKey())) {
        String key = of.getValue().keySet().stream().findFirst().orElse("lr");
        throw new IllegalArgumentException(
            "--%s-%s is given but --methods has no %s".formatted(key, method, method));
      }
    }
  }

  /** A method as settings and folders spell it. */
  public static String name(Method method) {
    return method.name().toLowerCase(Locale.ROOT);
  }

  /** Folder of the study. */
  public Path output() {
    return Path.of(String.valueOf(settings.getOrDefault("output", "")));
  }

  /**
   * The run of one method, in a folder of the study that is called after it.
   *
   * @param more settings that win, such as {@code resume}
   * @throws org.dora4j.train.config.ConfigException if a setting cannot be used
   * @throws IllegalArgumentException if there are fewer steps than checkpoints
   */
  public TrainConfig run(Method method, Map<String, Object> more) {
    int steps = steps();
    int every = steps / checkpoints;
    Map<String, Object> values = new LinkedHashMap<>(settings);
    values.put("method", name(method));
    values.put("output", output().resolve(name(method)).toString());
    values.put("save_every", every);
    values.put("keep", steps / every);
    if (!method.isAdapter()) {
      // A rate that suits adapters would ruin a model.
      values.remove("lr");
    }
    values.putAll(own.getOrDefault(method, Map.of()));
    if (methods.stream().anyMatch(other -> other.sharesProjection() != method.sharesProjection())) {
      // What other arms are told may have no meaning for this one.
      values = ProjectionSettings.fitting(values);
    }
    values.putAll(more);
    return TrainConfig.of(values, "the " + name(method) + " run of the study");
  }

  private int steps() {
    String text = String.valueOf(settings.get("steps"));
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "--steps is needed, a whole number: checkpoints are put at even distances");
    }
    int steps = Integer.parseInt(text);
    if (steps < checkpoints) {
      throw new IllegalArgumentException(
          "--steps %d is too few for %d checkpoints".formatted(steps, checkpoints));
    }
    return steps;
  }
}
