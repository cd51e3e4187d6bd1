package org.dora4j.report;

/**
 * Sums over the values up to each place in which a value's weight halves with every half-life of
 * distance, for windows of any width in constant time. Values that are not finite count as absent.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Decay(double factor, double[] sums, double[] weights, int[] counts) {

  static Decay of(double[] values, double halfLife) {
    double factor = Math.pow(0.5, 1 / halfLife);
    double[] sums = new double[values.length];
    double[] weights = new double[values.length];
    int[] counts = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean finite = Double.isFinite(values[i]);
      sums[i] = (finite ? values[i] : 0) + (i > 0 ? factor * sums[i - 1] : 0);
      weights[i] = (finite ? 1 : 0) + (i > 0 ? factor * weights[i - 1] : 0);
      counts[i] = (finite ? 1 : 0) + (i > 0 ? counts[i - 1] : 0);
    }
    return new Decay(factor, sums, weights, counts);
  }

  /** Weighted sum of the value at {@code i} and of so many before it. */
  double sum(int i, int before) {
    return windowed(sums, i, before);
  }

  /** Sum of the same values' weights. */
  double weight(int i, int before) {
    return windowed(weights, i, before);
  }

  /** Whether any of the same values is finite. */
  boolean any(int i, int before) {
    int outside = i - before - 1;
    return counts[i] > (outside < 0 ? 0 : counts[outside]);
  }

  private double windowed(double[] all, int i, int before) {
    int outside = i - before - 1;
    return outside < 0 ? all[i] : all[i] - Math.pow(factor, before + 1) * all[outside];
  }
}
