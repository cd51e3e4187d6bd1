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
 * @param rates learning rates of methods that have their own; full fine-tuning never takes the
 *     common one
 */
public record DecompositionPlan(
    Map<String, Object> settings,
    List<Method> methods,
    int checkpoints,
    Map<Method, String> rates) {

  /**
   * Checks the plan.
   *
   * @throws IllegalArgumentException if there are no methods, or fewer steps than checkpoints
   */
  public DecompositionPlan {
    settings = new LinkedHashMap<>(settings);
    methods = List.copyOf(methods);
    rates = Map.copyOf(rates);
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "--methods names no method; name some of full,lora,dora,vera,dvora");
    }
    if (checkpoints < 2) {
      throw new IllegalArgumentException(
          "--checkpoints must be at least 2 but is " + checkpoints + ": a line needs points");
    }
    for (Method method : rates.keySet()) {
      if (!methods.contains(method)) {
        throw new IllegalArgumentException(
            "--lr-%s is given but --methods has no %s".formatted(name(method), name(method)));
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
    String rate = rates.get(method);
    if (rate != null) {
      values.put("lr", rate);
    } else if (!method.isAdapter()) {
      // A rate that suits adapters would ruin a model.
      values.remove("lr");
    }
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
