package org.dora4j.train.bench;

import java.util.Arrays;

/**
 * What a step benchmark measured.
 *
 * @param tokensPerSecond of the median step
 * @param medianMillis of a step
 * @param lowerMillis first quartile
 * @param upperMillis third quartile
 * @param peakBytes largest memory so far: the GPU's allocations, or the process's resident set
 * @param trained number of trained values
 */
public record StepResult(
    double tokensPerSecond,
    double medianMillis,
    double lowerMillis,
    double upperMillis,
    long peakBytes,
    long trained) {

  static StepResult of(double[] seconds, int tokens, long peakBytes, long trained) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    double median = quantile(sorted, 0.5);
    return new StepResult(
        tokens / median,
        median * 1e3,
        quantile(sorted, 0.25) * 1e3,
        quantile(sorted, 0.75) * 1e3,
        peakBytes,
        trained);
  }

  private static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
