package org.dora4j.torch.fused;

import java.util.Arrays;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Inverted dropout on the features of a layer's input, the same for all tokens of a pass: k [in] is
 * 0 with probability p, else 1/(1−p). It follows from a key; the kernels draw the same.
 */
public final class FeatureMask {

  private final int key;
  private final int threshold;
  private final int features;
  private final int[] hidden;

  private FeatureMask(int key, int threshold, int features, int[] hidden) {
    this.key = key;
    this.threshold = threshold;
    this.features = features;
    this.hidden = hidden;
  }

  /**
   * Draws a mask.
   *
   * @param p probability of hiding a feature, in [0, 1); taken in steps of 1/65536
   * @param features in
   * @param key names the random numbers
   */
  public static FeatureMask draw(double p, long features, long key) {
    int folded = DropoutDraw.fold(key);
    int threshold = DropoutDraw.threshold(p);
    int count = Math.toIntExact(features);
    return new FeatureMask(folded, threshold, count, DropoutDraw.hidden(count, threshold, folded));
  }

  int key() {
    return key;
  }

  int threshold() {
    return threshold;
  }

  /** 1/(1−p). */
  double scale() {
    return DropoutDraw.scale(threshold);
  }

  /** How many features are hidden. */
  int hiddenCount() {
    return hidden.length;
  }

  /** Numbers of the hidden features, ascending: I64 on the device. */
  Tensor hidden(Device device) {
    return Tensors.of(hidden, hidden.length).to(device);
  }

  /** k [in] in a type, on a device. */
  public Tensor factors(DType dtype, Device device) {
    double[] factors = new double[features];
    Arrays.fill(factors, scale());
    for (int j : hidden) {
      factors[j] = 0;
    }
    return Tensors.of(factors, features).to(dtype).to(device);
  }
}
