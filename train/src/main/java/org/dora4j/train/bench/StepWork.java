package org.dora4j.train.bench;

import java.util.Optional;
import org.dora4j.adapter.AdapterConfig;

/**
 * What a step benchmark does.
 *
 * @param adapter to train; empty to train the whole model
 * @param batch sequences a step
 * @param length tokens of each sequence
 * @param warmUp steps that do not count, at first
 * @param steps that count
 */
public record StepWork(
    Optional<AdapterConfig> adapter, int batch, int length, int warmUp, int steps) {

  public StepWork {
    if (batch < 1 || length < 2 || warmUp < 0 || steps < 1) {
      throw new IllegalArgumentException(
          "a step needs at least 1 sequence of at least 2 tokens and 1 counted step, but batch is "
              + batch
              + ", length "
              + length
              + ", warm-up "
              + warmUp
              + ", steps "
              + steps);
    }
  }
}
