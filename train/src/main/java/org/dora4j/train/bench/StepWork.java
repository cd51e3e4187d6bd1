package org.dora4j.train.bench;

import java.util.Optional;
import org.dora4j.adapter.AdapterConfig;

/**
 * What a step benchmark does.
 *
 * @param adapter to train; empty to train the whole model
 * @param batches what each step is given
 * @param warmUp steps that do not count, at first
 * @param steps that count
 * @param phases whether to time the phases of a step afterwards
 */
public record StepWork(
    Optional<AdapterConfig> adapter, StepBatches batches, int warmUp, int steps, boolean phases) {

  public StepWork {
    if (warmUp < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "at least 1 step must count and no negative number warm up, but steps is %d and warm-up %d"
              .formatted(steps, warmUp));
    }
  }
}
