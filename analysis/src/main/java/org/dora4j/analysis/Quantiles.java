package org.dora4j.analysis;

import java.util.Arrays;

/**
 * How values spread over the units of a matrix. Between two values a quantile is interpolated
 * linearly, as NumPy does.
 *
 * @param p05 a twentieth of the units lies below
 * @param p25 a quarter
 * @param p50 half
 * @param p75 three quarters
 * @param p95 all but a twentieth
 */
public record Quantiles(double p05, double p25, double p50, double p75, double p95) {

  static Quantiles of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Quantiles(
        at(sorted, 0.05), at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75), at(sorted, 0.95));
  }

  private static double at(double[] sorted, double fraction) {
    double place = fraction * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
