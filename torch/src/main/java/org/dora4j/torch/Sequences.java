package org.dora4j.torch;

import java.util.Arrays;

/**
 * How sequences of different lengths lie one behind another in one dimension of N tokens, without
 * padding between them.
 */
public final class Sequences {

  private final int[] lengths;
  private final int[] starts;
  private final int tokens;
  private final int longest;
  private final int first;

  private Sequences(int[] lengths, int first) {
    this.lengths = lengths.clone();
    this.first = first;
    this.starts = new int[lengths.length];
    int end = 0;
    int max = 0;
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 1) {
        throw new IllegalArgumentException(
            "sequence " + i + " is empty: every sequence needs a token");
      }
      starts[i] = end;
      end += lengths[i];
      max = Math.max(max, lengths[i]);
    }
    this.tokens = end;
    this.longest = max;
  }

  /** Sequences of these lengths, each at least 1. */
  public static Sequences of(int... lengths) {
    return new Sequences(lengths, 0);
  }

  /**
   * Those from one index up to another, exclusive; they keep their {@linkplain #number numbers}.
   */
  public Sequences part(int from, int to) {
    return new Sequences(Arrays.copyOfRange(lengths, from, to), first + from);
  }

  /** Sequences of one token each. */
  public static Sequences ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return new Sequences(ones, 0);
  }

  /** Number of sequences. */
  public int count() {
    return lengths.length;
  }

  /** Number of tokens of all sequences, N. */
  public int tokens() {
    return tokens;
  }

  public int longest() {
    return longest;
  }

  public int length(int i) {
    return lengths[i];
  }

  /** The length of every sequence. */
  public int[] lengths() {
    return lengths.clone();
  }

  /** Number of a sequence among those that these were taken from, to name its random numbers. */
  public int number(int i) {
    return first + i;
  }

  /** Index of a sequence's first token. */
  public int start(int i) {
    return starts[i];
  }

  /** The tokens of one sequence in a tensor [N, …]: a view [length, …]. */
  public Tensor rows(Tensor packed, int i) {
    return packed.narrow(0, starts[i], lengths[i]);
  }

  /** Position of every token within its sequence, from 0: N numbers. */
  public int[] positions() {
    int[] positions = new int[tokens];
    for (int i = 0; i < lengths.length; i++) {
      for (int t = 0; t < lengths[i]; t++) {
        positions[starts[i] + t] = t;
      }
    }
    return positions;
  }

  /**
   * Start of every sequence and the end of the last as I32 [count + 1], as flash kernels want it.
   */
  Tensor offsets(Device device) {
    long[] offsets = new long[lengths.length + 1];
    for (int i = 0; i < lengths.length; i++) {
      offsets[i + 1] = offsets[i] + lengths[i];
    }
    return Tensors.of(offsets, offsets.length).to(DType.I32).to(device);
  }

  @Override
  public String toString() {
    return "sequences of " + Arrays.toString(lengths) + " tokens";
  }
}
