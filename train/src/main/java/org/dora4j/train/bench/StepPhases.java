package org.dora4j.train.bench;

/**
 * Where the time of a step goes, in milliseconds: medians of further passes in which the host waits
 * for the device after each phase. They add up to the median step. Where a CPU works in several
 * lanes, forward and backward are those of the slowest lane, and weights are merged in what is
 * left.
 *
 * @param forward embedding and blocks, keeping what backward needs; merging weights too, where an
 *     adapter does that
 * @param head what is left of the step: final norm, head, loss and their gradients
 * @param backward blocks, from the last to the embedding
 * @param optimiser gradients cleared, norm and clip, AdamW, and the adapter told of its new values
 */
public record StepPhases(double forward, double head, double backward, double optimiser) {

  /** The three measured phases of a step that took {@code step} milliseconds. */
  static StepPhases of(double step, double forward, double backward, double optimiser) {
    double head = Math.max(0, step - forward - backward - optimiser);
    return new StepPhases(forward, head, backward, optimiser);
  }
}
