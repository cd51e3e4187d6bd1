package org.dora4j.train.event;

/**
 * One optimiser step.
 *
 * @param step number of the step, from 1
 * @param steps optimiser steps of the whole run
 * @param epoch passes over the examples so far, with the fraction of the present one
 * @param loss mean over the step's trained tokens, before the update
 * @param learningRate used in this step by the default group
 * @param gradientNorm over all trained values, before clipping
 * @param trainedTokens tokens that the loss counts
 * @param tokens all tokens of the step
 * @param seconds that the step took
 * @param memoryBytes peak memory of the device so far; −1 where the system does not say
 */
public record TrainStep(
    int step,
    int steps,
    double epoch,
    double loss,
    double learningRate,
    double gradientNorm,
    long trainedTokens,
    long tokens,
    double seconds,
    long memoryBytes) {

  /** Tokens read per second. */
  public double tokensPerSecond() {
    return seconds > 0 ? tokens / seconds : 0;
  }
}
