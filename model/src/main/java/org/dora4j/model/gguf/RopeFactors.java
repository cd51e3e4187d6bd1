package org.dora4j.model.gguf;

import org.dora4j.model.config.RopeConfig;

/**
 * Llama 3's frequency scaling as GGUF stores it: by how much each of a head's headDim / 2
 * frequencies is divided, in the tensor {@code rope_freqs.weight}.
 *
 * <p>With wavelength w, scaling factor F, original context C and the low and high frequency factors
 * l and h: f = 1 where w &lt; C / h, f = F where w &gt; C / l, and between them 1/f = 1/F + (1 −
 * 1/F) · (C/w − l) / (h − l).
 */
final class RopeFactors {
  private static final double TOLERANCE = 1e-4;

  private RopeFactors() {}

  /** The factors f of a configuration of type llama3. */
  static float[] of(RopeConfig rope, int headDim) {
    float[] factors = new float[headDim / 2];
    double context = rope.originalMaxPositions();
    double low = rope.lowFrequencyFactor();
    double high = rope.highFrequencyFactor();
    for (int i = 0; i < factors.length; i++) {
      double turns = context / wavelength(i, rope.theta(), headDim);
      double share = Math.max(0, Math.min(1, (turns - low) / (high - low)));
      factors[i] = (float) (1 / (share + (1 - share) / rope.factor()));
    }
    return factors;
  }

  /**
   * A configuration with these factors. Of C, l and h only C/l and C/h matter, so where the usual
   * ones (8192, 1, 4) do not fit, l is taken as 1 and the others follow from two interpolated
   * frequencies.
   *
   * @throws IllegalArgumentException if no configuration of type llama3 has these factors
   */
  static RopeConfig toConfig(float[] factors, double theta, int headDim) {
    if (factors.length != headDim / 2) {
      throw new IllegalArgumentException(
          "%s has %d factors for heads of %d elements"
              .formatted(TensorNames.ROPE_FACTORS, factors.length, headDim));
    }
    double largest = 1;
    for (float factor : factors) {
      largest = Math.max(largest, factor);
    }
    if (largest == 1) {
      return RopeConfig.of(theta);
    }
    RopeConfig usual = llama3(theta, largest, 4, 8192);
    RopeConfig fitted =
        fits(usual, factors, headDim) ? usual : fit(factors, theta, largest, headDim);
    if (!fits(fitted, factors, headDim)) {
      throw odd();
    }
    return fitted;
  }

  private static IllegalArgumentException odd() {
    return new IllegalArgumentException(
        "the factors of %s are not those of a Llama 3 model".formatted(TensorNames.ROPE_FACTORS));
  }

  private static RopeConfig llama3(double theta, double factor, double high, int context) {
    return new RopeConfig(RopeConfig.Type.LLAMA3, theta, factor, 1, high, context);
  }

  /** The line share = (C/w − l) / (h − l) through the first and last interpolated frequency. */
  private static RopeConfig fit(float[] factors, double theta, double largest, int headDim) {
    int first = -1;
    int last = -1;
    for (int i = 0; i < factors.length; i++) {
      if (factors[i] > 1 + TOLERANCE && factors[i] < largest * (1 - TOLERANCE)) {
        first = first < 0 ? i : first;
        last = i;
      }
    }
    if (first == last) {
      throw new IllegalArgumentException(
          "the factors of %s do not say from which context length the model was stretched"
              .formatted(TensorNames.ROPE_FACTORS));
    }
    double at = 1 / wavelength(first, theta, headDim);
    double to = 1 / wavelength(last, theta, headDim);
    double slope = (share(factors[first], largest) - share(factors[last], largest)) / (at - to);
    double offset = slope * at - share(factors[first], largest);
    if (!(offset > 0 && slope > 0)) {
      throw odd();
    }
    return llama3(theta, largest, 1 + snapped(1 / offset), (int) Math.round(slope / offset));
  }

  private static double share(double factor, double largest) {
    return (1 / factor - 1 / largest) / (1 - 1 / largest);
  }

  /** The factors are floats; what is whole but for their rounding was whole. */
  private static double snapped(double value) {
    return Math.abs(value - Math.rint(value)) < TOLERANCE * value ? Math.rint(value) : value;
  }

  private static boolean fits(RopeConfig rope, float[] factors, int headDim) {
    float[] expected = of(rope, headDim);
    for (int i = 0; i < factors.length; i++) {
      if (!(Math.abs(expected[i] - factors[i]) <= TOLERANCE * expected[i])) {
        return false;
      }
    }
    return true;
  }

  private static double wavelength(int pair, double theta, int headDim) {
    return 2 * Math.PI * Math.pow(theta, 2.0 * pair / headDim);
  }
}
