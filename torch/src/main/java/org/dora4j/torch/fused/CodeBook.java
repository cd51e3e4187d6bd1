package org.dora4j.torch.fused;

import java.util.Arrays;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Ascending numbers in [−1, 1] that codes stand for: NF4's sixteen, and the 256 of bitsandbytes'
 * signed dynamic map, in which the scales of NF4's blocks are quantised again.
 */
final class CodeBook {

  /**
   * NF4 (Dettmers et al., arXiv 2305.14314, appendix E): quantiles of a normal distribution, scaled
   * to [−1, 1], with a code for 0.
   */
  static final CodeBook NF4 =
      new CodeBook(
          -1f,
          -0.6961928009986877f,
          -0.5250730514526367f,
          -0.39491748809814453f,
          -0.28444138169288635f,
          -0.18477343022823334f,
          -0.09105003625154495f,
          0f,
          0.07958029955625534f,
          0.16093020141124725f,
          0.24611230194568634f,
          0.33791524171829224f,
          0.44070982933044434f,
          0.5626170039176941f,
          0.7229568362236023f,
          1f);

  /** Seven decades with 1, 2, 4 … 64 numbers each and their negatives, 0 and 1. */
  static final CodeBook DYNAMIC = new CodeBook(dynamic());

  private static final int DECADES = 7;

  /** Where four codes lie in two bytes. */
  private static final int[] SHIFTS = {4, 0, 12, 8};

  private final float[] values;

  private CodeBook(float... values) {
    this.values = values;
  }

  private static float[] dynamic() {
    float[] all = new float[256];
    int at = 0;
    for (int decade = 0; decade < DECADES; decade++) {
      int steps = 1 << decade;
      float unit = (float) Math.pow(10, decade - (DECADES - 1));
      for (int i = 0; i < steps; i++) {
        float mean = (boundary(i, steps) + boundary(i + 1, steps)) / 2;
        all[at++] = unit * mean;
        all[at++] = -(unit * mean);
      }
    }
    all[at++] = 0;
    all[at] = 1;
    Arrays.sort(all);
    return all;
  }

  /** The i-th of {@code steps} + 1 numbers from 0.1 to 1, counted from the nearer end. */
  private static float boundary(int i, int steps) {
    float step = (1f - 0.1f) / steps;
    return i < (steps + 1) / 2 ? 0.1f + step * i : 1f - step * (steps - i);
  }

  /** The numbers, F32 [n] on the CPU. */
  Tensor tensor() {
    return Tensors.of(values, values.length);
  }

  /** What lies halfway between neighbours, F32 [n − 1] on the CPU: codes change above it. */
  Tensor midpoints() {
    float[] between = new float[values.length - 1];
    for (int i = 0; i < between.length; i++) {
      between[i] = (values[i] + values[i + 1]) / 2;
    }
    return Tensors.of(between, between.length);
  }

  /**
   * The numbers of four codes in two bytes, the first byte the lower one and in each the upper bits
   * first: F32 [65536, 4] on the CPU, the row of two bytes read as I16 being that value + 32768.
   * For 16 numbers.
   */
  Tensor fours() {
    float[] all = new float[4 << 16];
    for (int row = 0; row < 1 << 16; row++) {
      int bytes = row - (1 << 15);
      for (int i = 0; i < 4; i++) {
        all[4 * row + i] = values[bytes >> SHIFTS[i] & 15];
      }
    }
    return Tensors.of(all, 1 << 16, 4);
  }
}
