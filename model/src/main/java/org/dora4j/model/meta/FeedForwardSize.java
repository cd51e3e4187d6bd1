package org.dora4j.model.meta;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * How params.json states the width of the gated MLP: two thirds of 4 · dim, times a factor, rounded
 * up to a multiple.
 *
 * @param multipleOf what the width is a multiple of
 * @param multiplier the factor; empty for 1
 */
record FeedForwardSize(int multipleOf, Optional<Double> multiplier) {
  private static final int LARGEST_MULTIPLE = 4096;
  private static final int MOST_DIGITS = 12;

  /** The width that this states for a residual stream of {@code dim}. */
  int width(int dim) {
    long plain = 2 * (4L * dim) / 3;
    long scaled = multiplier.map(factor -> (long) (factor * plain)).orElse(plain);
    return Math.toIntExact((scaled + multipleOf - 1) / multipleOf * multipleOf);
  }

  /** States a width, without a factor where that is possible, else with one of few digits. */
  static FeedForwardSize of(int dim, int width) {
    int largest = Math.min(LARGEST_MULTIPLE, Integer.lowestOneBit(width));
    for (int multiple = largest; multiple > 0; multiple /= 2) {
      FeedForwardSize plain = new FeedForwardSize(multiple, Optional.empty());
      if (plain.width(dim) == width) {
        return plain;
      }
    }
    BigDecimal ratio = BigDecimal.valueOf((width + 0.5) / (2 * (4L * dim) / 3));
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
      double factor = ratio.setScale(digits, RoundingMode.FLOOR).doubleValue();
      FeedForwardSize scaled = new FeedForwardSize(largest, Optional.of(factor));
      if (scaled.width(dim) == width) {
        return scaled;
      }
    }
    throw new IllegalArgumentException(
        "no multiple_of and ffn_dim_multiplier give the width %d".formatted(width));
  }
}
