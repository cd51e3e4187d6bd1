package org.dora4j.model.config;

/**
 * Rotary position embedding: how fast each pair of a head's elements turns with the position.
 *
 * @param type how the frequencies θ^(−2i/headDim) are scaled
 * @param theta base of the frequencies
 * @param factor by how much positions are stretched; 1 for {@link Type#DEFAULT}
 * @param lowFrequencyFactor {@link Type#LLAMA3}: wavelengths above originalMaxPositions / this are
 *     stretched by the whole factor; 1 otherwise
 * @param highFrequencyFactor {@link Type#LLAMA3}: wavelengths below originalMaxPositions / this
 *     stay; 1 otherwise
 * @param originalMaxPositions {@link Type#LLAMA3}: context length before stretching; 0 otherwise
 */
public record RopeConfig(
    Type type,
    double theta,
    double factor,
    double lowFrequencyFactor,
    double highFrequencyFactor,
    int originalMaxPositions) {

  /** Kinds of scaling. */
  public enum Type {
    /** Frequencies as they are. */
    DEFAULT,
    /** Every frequency divided by the factor. */
    LINEAR,
    /** Low frequencies divided by the factor, high ones kept, those between interpolated. */
    LLAMA3
  }

  public RopeConfig {
    positive("rope_theta", theta);
    positive("the factor of RoPE", factor);
    if (type == Type.LLAMA3) {
      positive("low_freq_factor", lowFrequencyFactor);
      positive("original_max_position_embeddings", originalMaxPositions);
      if (!(highFrequencyFactor > lowFrequencyFactor) || Double.isInfinite(highFrequencyFactor)) {
        throw new IllegalArgumentException(
            "high_freq_factor must be above low_freq_factor (%s) but is %s"
                .formatted(lowFrequencyFactor, highFrequencyFactor));
      }
    }
  }

  /** Unscaled RoPE with a base. */
  public static RopeConfig of(double theta) {
    return new RopeConfig(Type.DEFAULT, theta, 1, 1, 1, 0);
  }

  /** All frequencies divided by a factor. */
  public static RopeConfig linear(double theta, double factor) {
    return new RopeConfig(Type.LINEAR, theta, factor, 1, 1, 0);
  }

  private static void positive(String what, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("%s must be above 0 but is %s".formatted(what, value));
    }
  }
}
