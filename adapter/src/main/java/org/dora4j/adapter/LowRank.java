package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The low-rank update ΔW = s B A of a weight W [out, in].
 *
 * @param a A [r, in]
 * @param b B [out, r]
 * @param scaling s = α/r, or α/√r with rsLoRA
 */
public record LowRank(Parameter a, Parameter b, double scaling) {

  public long rank() {
    return a.value().size(0);
  }

  List<Parameter> parameters() {
    return List.of(a, b);
  }

  /** W + s B A in the type of {@code weight}, for a weight at least as precise as A and B. */
  Tensor addedTo(Tensor weight) {
    DType dtype = weight.dtype();
    return Ops.addMatmul(weight, b.value().to(dtype), a.value().to(dtype), 1, scaling);
  }

  /**
   * Adds the gradients of A and B, given the gradient of a product with V = W + sBA: with q = g ⊙
   * dy, dB = s qᵀ(x Aᵀ) and dA = s (q B)ᵀ x. The gain g [out] is folded into B and dB, which are
   * thin.
   *
   * @param gain g as a column [out, 1], or null for a gain of one
   * @param transposedA Aᵀ [in, r] in the type of x
   * @param gainedB g ⊙ B in the type of x
   */
  void accumulate(Tensor dy, Tensor x, @Nullable Tensor gain, Tensor transposedA, Tensor gainedB) {
    try (Scope scope = Scope.open()) {
      if (b.isTrainable()) {
        Tensor u = Ops.matmul(x, transposedA); // [N, r]
        if (gain == null) {
          b.gradient().addMatmulWide_(dy.t(), u, scaling);
        } else {
          accumulateB(Ops.matmulWide(dy.t(), u), gain);
        }
      }
      accumulateA(dy, x, gainedB);
    }
  }

  /** Adds dB = s g ⊙ (dyᵀ x Aᵀ), given the product [out, r] of the last three. */
  void accumulateB(Tensor sums, Tensor gain) {
    if (b.isTrainable()) {
      b.gradient().addMul_(sums, gain, scaling);
    }
  }

  /** Adds dA = s (dy (g ⊙ B))ᵀ x. */
  void accumulateA(Tensor dy, Tensor x, Tensor gainedB) {
    if (a.isTrainable()) {
      try (Scope scope = Scope.open()) {
        Tensor v = Ops.matmul(dy, gainedB); // [N, r]
        a.gradient().addMatmulWide_(v.t(), x, scaling);
      }
    }
  }
}
