package org.dora4j.adapter;

import org.dora4j.torch.Weight;
import org.dora4j.torch.fused.MergedWeight;

/**
 * How a product with W' = g ⊙ (W + s B A) is computed; all forms are equal up to rounding.
 *
 * <p>The rule counts bytes. Building W' reads and writes the weight, however many tokens use it;
 * the factors read and write activations, for every token. So W' is built once per change of the
 * parameters where its memory is no matter, once per use where there are enough tokens, and not at
 * all for a few tokens. Without a kernel that rounds with care, half-precision products go through
 * the factors: rounding W + s B A to the nearest element would swallow small updates.
 *
 * <p>A packed weight is made anew for each product in any case, so merging it costs nothing; kept,
 * it would take the memory that packing saves.
 */
enum ProductForm {
  /** W' is built when the parameters have changed and kept. */
  KEPT,
  /** W' is built for each product and thrown away. */
  PER_USE,
  /** g ⊙ (x Wᵀ) + s (x Aᵀ) (g ⊙ B)ᵀ. */
  FACTORED;

  /** Half-precision weights up to this size are kept merged: all of a small model's. */
  private static final long MOST_KEPT_BYTES = 16L << 20;

  /** Overrides the rule: kept, per-use or factored. */
  private static final String PROPERTY = "dora4j.form";

  /** The form for a weight [out, in] under an adapter of this rank, given enough tokens. */
  static ProductForm of(Weight weight, long rank) {
    if (weight.dtype().bytes() >= 4) {
      return weight.isPacked() ? PER_USE : KEPT;
    }
    if (!MergedWeight.mergesHalves(weight, rank)) {
      return FACTORED;
    }
    if (weight.isPacked()) {
      return PER_USE;
    }
    return switch (System.getProperty(PROPERTY, "")) {
      case "kept" -> KEPT;
      case "per-use" -> PER_USE;
      case "factored" -> FACTORED;
      default -> weight.storedBytes() <= MOST_KEPT_BYTES ? KEPT : PER_USE;
    };
  }

  /**
   * This form, or another one where a pass has few tokens. Two merges move 8 bytes per element of W
   * [out, in]; the factors move 12 per token and output (y twice in forward, dy in backward) and 4
   * per token and input (dx), in eight operations more, which cost as much again where tokens are
   * few.
   */
  ProductForm forTokens(long tokens, long outputs, long inputs) {
    boolean few = 2 * tokens * (12.0 * outputs + 4.0 * inputs) < 8.0 * outputs * inputs;
    return this == PER_USE && few ? FACTORED : this;
  }
}
