package org.dora4j.train.bench;

import java.util.Optional;

/**
 * What a step benchmark measured.
 *
 * @param tokensPerSecond of the median step; over all steps where their lengths differ
 * @param stepMillis of a step
 * @param peakBytes largest memory of the steps, without loading: the GPU's allocations, or the
 *     process's resident set
 * @param trained number of trained values
 * @param flopsPerToken 4·P, or 6·P where the whole model is trained, see {@link #flopsPerToken}
 * @param phases where the time goes, if that was asked for
 */
public record StepResult(
    double tokensPerSecond,
    Spread stepMillis,
    long peakBytes,
    long trained,
    double flopsPerToken,
    Optional<StepPhases> phases) {

  /**
   * Floating-point operations that a token needs at least: 2 for each weight of the linear layers,
   * head included, forward; 2 for the gradient of the layer's input; 2 more for the gradient of the
   * weight where it is trained. Attention, adapters and recomputation are not counted, so that a
   * higher rate always means a faster step.
   *
   * @param weights P, the number of weights of all linear layers
   * @param full whether these weights are trained
   */
  static double flopsPerToken(long weights, boolean full) {
    return (full ? 6.0 : 4.0) * weights;
  }

  /**
   * The part of the machine's rate that the counted operations reach.
   *
   * @param matrixRate operations per second of a large product
   */
  public double flopUtilisation(double matrixRate) {
    return flopsPerToken * tokensPerSecond / matrixRate;
  }
}
