package org.dora4j.train.config;

import java.util.Map;
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
 * @param resume continue the run in the output folder from its last checkpoint
 * @param overwrite delete the run in the output folder first
 */
public record RunSettings(
    OptionalInt evaluateEvery,
    OptionalInt saveEvery,
    int keep,
    boolean keepBest,
    int logEvery,
    boolean resume,
    boolean overwrite) {

  static RunSettings from(Settings settings) {
    return new RunSettings(
        cadence(settings, "evaluate_every"),
        cadence(settings, "save_every"),
        settings.integer("keep", 3),
        settings.flag("keep_best", false),
        settings.integer("log_every", 10),
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
    problems.require(
        !keepBest || data.hasValidation(),
        "keep_best",
        "needs examples to judge by: set validation or validation_size");
    problems.require(
        !(resume && overwrite),
        "overwrite",
        "cannot be set together with resume: take one of them");
  }

  void write(Map<String, Object> out) {
    evaluateEvery.ifPresent(n -> out.put("evaluate_every", n));
    saveEvery.ifPresent(n -> out.put("save_every", n));
    out.put("keep", keep);
    out.put("keep_best", keepBest);
    out.put("log_every", logEvery);
  }
}
