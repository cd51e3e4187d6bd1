package org.dora4j.train.bench;

import java.util.Arrays;

/**
 * How repeated measurements are spread.
 *
 * @param lower first quartile
 * @param median the middle
 * @param upper third quartile
 */
public record Spread(double lower, double median, double upper) {

  /**
   * The spread of at least one value; between two neighbours quartiles are interpolated.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Spread of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a spread needs at least one measurement");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  /** All three numbers times {@code factor}. */
  public Spread times(double factor) {
    return new Spread(lower * factor, median * factor, upper * factor);
  }

  private static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
