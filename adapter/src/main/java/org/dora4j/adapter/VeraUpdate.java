package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * VeRA's update ΔW = Λb B Λd A of a weight W [out, in]: row j of B scaled by b_j, row k of A by d_k
 * (arXiv 2310.11454, eq. 2). There is no α.
 *
 * @param projection A and B, shared by all layers
 * @param d [r], trained
 * @param b [out], trained
 * @param inputs columns of W
 */
public record VeraUpdate(SharedProjection projection, Parameter d, Parameter b, long inputs) {

  /** Rows of W held in F32 at once while norms of half-precision weights are computed. */
  static final long CHUNK_ROWS = 1024;

  public long rank() {
    return d.value().size(0);
  }

  /** Rows of W. */
  public long outputs() {
    return b.value().size(0);
  }

  List<Parameter> parameters() {
    return List.of(b, d);
  }

  /** A [r, in]. */
  Tensor a(DType dtype) {
    return projection.a(dtype, inputs);
  }

  /** B [out, r]. */
  Tensor b(DType dtype) {
    return projection.b(dtype, outputs());
  }

  /** Λd A [r, in] in F32 or wider. */
  public Tensor scaledA() {
    return Ops.mul(a(d.value().dtype()), d.value().unsqueeze(1));
  }

  /** Λb B [out, r] in F32 or wider. */
  public Tensor scaledB() {
    return Ops.mul(b(b.value().dtype()), b.value().unsqueeze(1));
  }

  /** W + ΔW for a weight in F32 or wider. */
  Tensor addedTo(Tensor weight) {
    DType dtype = weight.dtype();
    return Ops.addMatmul(weight, scaledB().to(dtype), scaledA().to(dtype), 1, 1);
  }

  /** ‖W + ΔW‖ of each row [out] in F32 or wider, a slab of rows at a time. */
  public Tensor rowNorms(Tensor weight) {
    DType wide = Initialiser.master(weight.dtype());
    try (Scope scope = Scope.open()) {
      Tensor norms = Tensors.empty(wide, weight.device(), outputs());
      Tensor scaledA = scaledA();
      for (long first = 0; first < outputs(); first += CHUNK_ROWS) {
        try (Scope slab = Scope.open()) {
          long count = Math.min(CHUNK_ROWS, outputs() - first);
          Tensor rows = weight.narrow(0, first, count).to(wide);
          Tensor scale = b.value().narrow(0, first, count).unsqueeze(1);
          Tensor scaledB = Ops.mul(b(wide).narrow(0, first, count), scale);
          Tensor direction = Ops.addMatmul(rows, scaledB, scaledA, 1, 1);
          norms.narrow(0, first, count).copy_(Ops.rowNorm(direction, wide));
        }
      }
      return scope.keep(norms);
    }
  }
}
