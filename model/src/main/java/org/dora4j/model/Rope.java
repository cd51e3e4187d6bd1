package org.dora4j.model;

import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Rotary position embedding (Su et al., 2021) in Llama's half-split layout: feature i of a head's
 * first half turns with feature i of its second half by the angle position · ωᵢ.
 *
 * <p>ωᵢ = θ^(−2i/e). Type linear divides it by a factor; type llama3 divides only low frequencies,
 * with a smooth passage between two wavelengths.
 */
public final class Rope {

  private final float[] frequencies;

  /** Cosines and sines of every token's angles, each [N, 1, e/2] in the activations' type. */
  public record Angles(Tensor cos, Tensor sin) {}

  public Rope(RopeConfig config, int headSize) {
    this.frequencies = frequencies(config, headSize);
  }

  /** Angles of tokens at these positions, computed on the device: a GPU is kept waiting least. */
  public Angles angles(int[] positions, DType dtype, Device device) {
    Tensor position = Tensors.of(positions, positions.length, 1).to(device).to(DType.F32);
    Tensor frequency = Tensors.of(frequencies, 1, frequencies.length).to(device);
    Tensor angle = Ops.mul(position, frequency).unsqueeze(1);
    return new Angles(Ops.cos(angle).to(dtype), Ops.sin(angle).to(dtype));
  }

  private static float[] frequencies(RopeConfig config, int headSize) {
    float[] frequencies = new float[headSize / 2];
    for (int i = 0; i < frequencies.length; i++) {
      float exponent = (float) (2 * i) / headSize;
      float plain = 1f / (float) Math.pow(config.theta(), exponent);
      frequencies[i] =
          switch (config.type()) {
            case DEFAULT -> plain;
            case LINEAR -> plain / (float) config.factor();
            case LLAMA3 -> llama3(plain, config);
          };
    }
    return frequencies;
  }

  /** Llama 3.1: long wavelengths are stretched, short ones kept, those between interpolated. */
  private static float llama3(float frequency, RopeConfig config) {
    double wavelength = 2 * Math.PI / frequency;
    double turns = config.originalMaxPositions() / wavelength;
    if (turns < config.lowFrequencyFactor()) {
      return (float) (frequency / config.factor());
    }
    if (turns > config.highFrequencyFactor()) {
      return frequency;
    }
    double smooth =
        (turns - config.lowFrequencyFactor())
            / (config.highFrequencyFactor() - config.lowFrequencyFactor());
    return (float) ((1 - smooth) * frequency / config.factor() + smooth * frequency);
  }
}
