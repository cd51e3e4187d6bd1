package org.dora4j.train.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a run looks at itself and what it keeps.
 *
 * @param evaluateEvery steps between evaluations; empty for once an epoch. The last step is always
 *     evaluated
 * @param saveEvery steps between checkpoints; empty for once an epoch, 0 for none
 * @param keep number of checkpoints that stay; older ones are deleted
 * @param keepBest keep the checkpoint of the lowest validation loss too, and end with its weights
 * @param logEvery steps between progress lines where the output is not a terminal
 * @param adapterStats steps between statistics of the adapter; 0 for none
 * @param samples prompts to continue before and after: how many of the validation examples (of the
 *     training examples where there are none), or a file of examples; 0 for none
 * @param resume continue the run in the output folder from its last checkpoint
 * @param overwrite delete the run in the output folder first
 */
public record RunSettings(
    OptionalInt evaluateEvery,
    OptionalInt saveEvery,
    int keep,
    boolean keepBest,
    int logEvery,
    int adapterStats,
    String samples,
    boolean resume,
    boolean overwrite) {

  private static final String NUMBER = "-?\\d{1,9}";

  static RunSettings from(Settings settings) {
    return new RunSettings(
        cadence(settings, "evaluate_every"),
        cadence(settings, "save_every"),
        settings.integer("keep", 3),
        settings.flag("keep_best", false),
        settings.integer("log_every", 10),
        settings.integer("adapter_stats", 0),
        settings.text("samples", "0"),
        settings.flag("resume", false),
        settings.flag("overwrite", false));
  }

  private static OptionalInt cadence(Settings settings, String key) {
    return settings.has(key) ? OptionalInt.of(settings.integer(key, 1)) : OptionalInt.empty();
  }

  void check(Problems problems, DataSettings data) {
    evaluateEvery.ifPresent(n -> problems.atLeast(1, "evaluate_every", n));
    saveEvery.ifPresent(n -> problems.atLeast(0, "save_every", n));
    problems.atLeast(1, "keep", keep);
    problems.atLeast(1, "log_every", logEvery);
    problems.atLeast(0, "adapter_stats", adapterStats);
    problems.require(
        sampleCount() >= 0 && !samples.isBlank(),
        "samples",
        "must be a number of prompts or a file of examples but is '" + samples + "'");
    problems.require(
        !keepBest || data.hasValidation(),
        "keep_best",
        "needs examples to judge by: set validation or validation_size");
    problems.require(
        !(resume && overwrite),
        "overwrite",
        "cannot be set together with resume: take one of them");
  }

  /** How many examples are sampled; 0 where a file has them. */
  public int sampleCount() {
    return samples.matches(NUMBER) ? Integer.parseInt(samples) : 0;
  }

  /** The file of examples that are sampled; empty where the run's own are. */
  public Optional<Path> sampleFile() {
    return samples.matches(NUMBER) ? Optional.empty() : Optional.of(Path.of(samples));
  }

  void write(Map<String, Object> out) {
    evaluateEvery.ifPresent(n -> out.put("evaluate_every", n));
    saveEvery.ifPresent(n -> out.put("save_every", n));
    out.put("keep", keep);
    out.put("keep_best", keepBest);
    out.put("log_every", logEvery);
    out.put("adapter_stats", adapterStats);
    out.put("samples", sampleFile().isPresent() ? samples : (Object) sampleCount());
  }
}
