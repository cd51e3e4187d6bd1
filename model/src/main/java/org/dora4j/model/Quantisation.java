package org.dora4j.model;

import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;
import org.dora4j.torch.fused.Int8Weight;
import org.dora4j.torch.fused.Nf4Weight;

/**
 * In how many bits the weights of the blocks' linear layers are kept. They are frozen then, and
 * made anew for each product. Embeddings, norms, biases and the head stay as they are, as in QLoRA.
 */
public enum Quantisation {
  /** As they are computed with. */
  NONE,
  /** Rows of integers, see {@link Int8Weight}: 8 bits a weight. */
  INT8,
  /** See {@link Nf4Weight}: 4.5 bits a weight. */
  NF4,
  /** NF4 whose scales are quantised again: 4.127 bits a weight. */
  NF4_DOUBLE;

  private static final String LINEAR = "_proj.weight";

  /**
   * By the number of bits.
   *
   * @param bits 4, 8 or 16, which stands for no quantisation
   * @param doubleQuantised whether the scales of 4 bits are quantised again
   * @throws IllegalArgumentException if it is another number
   */
  public static Quantisation of(int bits, boolean doubleQuantised) {
    return switch (bits) {
      case 4 -> doubleQuantised ? NF4_DOUBLE : NF4;
      case 8 -> INT8;
      case 16 -> NONE;
      default -> throw new IllegalArgumentException("must be 4, 8 or 16 but is " + bits);
    };
  }

  /** Bits that a weight is kept in, scales not counted; 16 for as many as it is computed with. */
  public int bits() {
    return switch (this) {
      case NONE -> 16;
      case INT8 -> 8;
      case NF4, NF4_DOUBLE -> 4;
    };
  }

  /** Whether this is the name of a weight that is packed. */
  boolean packs(String name) {
    return this != NONE && name.endsWith(LINEAR);
  }

  /** A tensor of a model as it is to be kept: packed, or itself. In the open scope. */
  Weight stored(String name, Tensor tensor) {
    if (!packs(name)) {
      return tensor;
    }
    return this == INT8 ? Int8Weight.pack(tensor) : Nf4Weight.pack(tensor, this == NF4_DOUBLE);
  }
}
