package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Everything that a training run is told. Made from settings by key, as a YAML file and the command
 * line give them, or by a {@link TrainConfigBuilder}; always complete and checked.
 *
 * @param model folder in Hugging Face layout, GGUF file, or name on the Hub
 * @param output folder that the run is written to
 * @param data what to learn from
 * @param adapter what is trained
 * @param optimiser how it moves
 * @param compute where and in what precision
 * @param run evaluation, checkpoints, resume
 */
public record TrainConfig(
    String model,
    Path output,
    DataSettings data,
    AdapterSettings adapter,
    OptimiserSettings optimiser,
    ComputeSettings compute,
    RunSettings run) {

  /** Where things are and what is recorded; the examples themselves are compared by content. */
  private static final Set<String> MAY_CHANGE =
      Set.of(
          "output",
          "data",
          "validation",
          "adapter",
          "device",
          "recompute",
          "evaluate_every",
          "save_every",
          "keep",
          "keep_best",
          "log_every",
          "adapter_stats",
          "samples");

  /**
   * Checks the settings.
   *
   * @throws ConfigException if any of them cannot be used; lists all of these
   */
  public TrainConfig {
    problems(model, output, data, adapter, optimiser, compute, run)
        .throwIfAny("the training configuration");
  }

  /** Begins a configuration in Java. */
  public static TrainConfigBuilder builder() {
    return new TrainConfigBuilder();
  }

  /**
   * Settings by key, e.g. {@code Map.of("model", "org/name", "data", "train.json", "output", "run",
   * "rank", 16)}; values may be texts. What is not set has its default.
   *
   * @param source where the settings come from, for messages
   * @throws ConfigException if a key is not known or a value cannot be used; lists all problems
   */
  public static TrainConfig of(Map<String, ?> values, String source) {
    Settings settings = new Settings(values);
    String model = settings.text("model", "");
    Path output = Path.of(settings.text("output", ""));
    DataSettings data = DataSettings.from(settings);
    AdapterSettings adapter = AdapterSettings.from(settings);
    OptimiserSettings optimiser = OptimiserSettings.from(settings, adapter.method());
    ComputeSettings compute = ComputeSettings.from(settings);
    RunSettings run = RunSettings.from(settings);
    Problems problems = settings.problems();
    problems.addAll(problems(model, output, data, adapter, optimiser, compute, run));
    problems.throwIfAny(source);
    return new TrainConfig(model, output, data, adapter, optimiser, compute, run);
  }

  /** Every key there is, in the order in which a resolved configuration lists them. */
  public static Set<String> keys() {
    Settings settings = new Settings(Map.of());
    settings.text("model");
    settings.text("output");
    DataSettings.from(settings);
    OptimiserSettings.from(settings, AdapterSettings.from(settings).method());
    ComputeSettings.from(settings);
    RunSettings.from(settings);
    return Collections.unmodifiableSet(settings.known());
  }

  private static Problems problems(
      String model,
      Path output,
      DataSettings data,
      AdapterSettings adapter,
      OptimiserSettings optimiser,
      ComputeSettings compute,
      RunSettings run) {
    Problems problems = new Problems();
    problems.require(
        !model.isBlank(), "model", "is missing: name a folder, a GGUF file or org/model");
    problems.require(
        !output.toString().isBlank(), "output", "is missing: name a folder for the run");
    data.check(problems);
    adapter.check(problems);
    optimiser.check(problems);
    compute.check(problems, adapter.method().isAdapter());
    problems.require(
        compute.baseBits() == 16 || !adapter.changesBase(),
        "init",
        "is %s, which changes the base, but base_bits keeps it in %d bits: leave one of them out"
            .formatted(adapter.init(), compute.baseBits()));
    run.check(problems, data);
    return problems;
  }

  /** All settings by key, defaults included; {@link #of} makes the same configuration of them. */
  public Map<String, Object> toMap() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("model", model);
    out.put("output", output.toString());
    data.write(out);
    adapter.write(out);
    optimiser.write(out);
    compute.write(out);
    run.write(out);
    return out;
  }

  /** The settings, as texts, that decide what a run computes: they must not change on resume. */
  public Map<String, String> fixedSettings() {
    Map<String, String> fixed = new LinkedHashMap<>();
    toMap()
        .forEach(
            (key, value) -> {
              if (!MAY_CHANGE.contains(key)) {
                fixed.put(key, String.valueOf(value));
              }
            });
    return fixed;
  }

  /** The same with another place or precision to compute. */
  public TrainConfig with(ComputeSettings other) {
    return new TrainConfig(model, output, data, adapter, optimiser, other, run);
  }
}
