package org.dora4j.torch.fused;

import java.util.Arrays;

/** The random numbers of {@code random.cuh}, for who must know on the host what a kernel draws. */
final class DropoutDraw {

  private static final int STEPS = 1 << 16;

  private DropoutDraw() {}

  /** A key in the 32 bits that kernels take. */
  static int fold(long key) {
    return (int) (key ^ (key >>> 32));
  }

  /** How many of 65536 numbers hide an element. */
  static int threshold(double p) {
    return (int) Math.min(STEPS - 1, Math.round(p * STEPS));
  }

  /** 1/(1−p) of the probability that a threshold stands for. */
  static double scale(int threshold) {
    return (double) STEPS / (STEPS - threshold);
  }

  /** The start of the sequence for the 8 elements at a place. */
  private static int seed(int place, int key) {
    int h = place * 0x9E3779B9 ^ key;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    return h ^ (h >>> 16);
  }

  /** Which of so many elements the kernels hide, ascending. */
  static int[] hidden(int elements, int threshold, int key) {
    int[] hidden = new int[elements];
    int found = 0;
    int state = 0;
    for (int i = 0; i < elements; i++) {
      state = next(i % 8 == 0 ? seed(i / 8, key) : state);
      if (state >>> 16 < threshold) {
        hidden[found++] = i;
      }
    }
    return Arrays.copyOf(hidden, found);
  }

  /** The next state; its upper half is the random number. */
  private static int next(int state) {
    return state * 1664525 + 1013904223;
  }
}
