package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

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

  /** The same as {@link #addedTo} into memory that is there already. */
  Tensor addedTo(Tensor weight, Tensor out) {
    DType dtype = weight.dtype();
    return Ops.addMatmulInto(out, weight, b.value().to(dtype), a.value().to(dtype), scaling);
  }

  /** y + s (x Aᵀ) Bᵀ, into y. */
  Tensor addProduct(Tensor y, Tensor x) {
    try (Scope scope = Scope.open()) {
      DType dtype = x.dtype();
      Tensor u = Ops.matmul(x, a.value().to(dtype).t()); // [N, r]
      return y.addMatmul_(u, b.value().to(dtype).t(), 1, scaling);
    }
  }

  /** dx + s (dy B) A, into dx: the transpose of {@link #addProduct}. */
  Tensor addTransposed(Tensor dx, Tensor dy) {
    try (Scope scope = Scope.open()) {
      DType dtype = dy.dtype();
      Tensor v = Ops.matmul(dy, b.value().to(dtype)); // [N, r]
      return dx.addMatmul_(v, a.value().to(dtype), 1, scaling);
    }
  }

  /**
   * Adds the gradients of A and B, given the gradient of a product with V = W + sBA: with q = g ⊙
   * dy, dB = s qᵀ(x Aᵀ) and dA = s (q B)ᵀ x. The gain g [out] is folded into B and dB, which are
   * thin.
   *
   * @param gain g, or null for a gain of one
   */
  void accumulate(Tensor dy, Tensor x, @org.jspecify.annotations.Nullable Tensor gain) {
    try (Scope scope = Scope.open()) {
      DType dtype = x.dtype();
      Tensor column = gain == null ? null : gain.unsqueeze(1); // [out, 1]
      if (b.isTrainable()) {
        Tensor u = Ops.matmul(x, a.value().to(dtype).t()); // [N, r]
        Tensor dB = Ops.matmul(dy.t(), u).to(b.gradient().dtype()); // [out, r]
        b.gradient().add_(column == null ? dB : dB.mul_(column), scaling);
      }
      if (a.isTrainable()) {
        Tensor scaled = column == null ? b.value() : Ops.mul(b.value(), column);
        Tensor v = Ops.matmul(dy, scaled.to(dtype)); // [N, r]
        a.gradient().add_(Ops.matmul(v.t(), x).to(a.gradient().dtype()), scaling);
      }
    }
  }
}
