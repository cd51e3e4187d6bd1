package org.dora4j.train;

import org.dora4j.train.config.RunSettings;

/**
 * After which steps a run evaluates and saves.
 *
 * @param evaluateEvery steps between evaluations; 0 for none
 * @param saveEvery steps between checkpoints; 0 for none
 * @param totalSteps the last of which is always evaluated
 */
record Cadence(int evaluateEvery, int saveEvery, int totalSteps) {

  static Cadence of(RunSettings run, boolean hasValidation, int stepsPerEpoch, int totalSteps) {
    return new Cadence(
        hasValidation ? run.evaluateEvery().orElse(stepsPerEpoch) : 0,
        run.saveEvery().orElse(stepsPerEpoch),
        totalSteps);
  }

  boolean evaluationDue(int step) {
    return evaluateEvery > 0 && (step % evaluateEvery == 0 || step == totalSteps);
  }

  boolean saveDue(int step) {
    return saveEvery > 0 && step % saveEvery == 0;
  }
}
