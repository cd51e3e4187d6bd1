package org.dora4j.adapter;

import java.util.Objects;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Products with W' = g ⊙ (W + s B A), g = m / ‖W + s B A‖ row by row, or g = 1 for LoRA. The norm
 * is computed once per change of the parameters, in F32 or wider.
 *
 * <p>Two forms, equal up to rounding. <em>Merged</em> (F32, F64): W' itself is built once per
 * change, so that a token costs what it costs without an adapter. <em>Factored</em> (half
 * precision): g ⊙ (x Wᵀ + s (x Aᵀ) Bᵀ), because W + s B A rounded to half precision would swallow
 * updates smaller than half a unit in the last place of W.
 */
final class AdaptedWeight implements AutoCloseable {

  private final Linear base;
  private final LowRank lowRank;
  private final @Nullable Parameter magnitude;
  private @Nullable Tensor merged;
  private @Nullable Tensor norm;
  private @Nullable Tensor gain;
  private boolean stale = true;

  AdaptedWeight(Linear base, LowRank lowRank, @Nullable Parameter magnitude) {
    this.base = base;
    this.lowRank = lowRank;
    this.magnitude = magnitude;
  }

  void refresh() {
    stale = true;
  }

  /** Whether W' is built, or products go through its factors. */
  boolean isMerged() {
    return weight().dtype().bytes() >= 4;
  }

  private Tensor weight() {
    return base.weight().value();
  }

  /** ‖W + s B A‖ of each row: [out], F32 or wider; needs a magnitude. */
  Tensor norm() {
    update();
    return Objects.requireNonNull(norm);
  }

  /** g = m / ‖W + s B A‖ [out], or null where the adapter has no magnitude. */
  @Nullable Tensor gain() {
    update();
    return gain;
  }

  /** x W'ᵀ without a bias. */
  Tensor product(Tensor x) {
    update();
    if (isMerged()) {
      return Ops.linear(x, Objects.requireNonNull(merged));
    }
    return gained(directionProduct(x));
  }

  /** x (W + s B A)ᵀ from its factors. */
  Tensor directionProduct(Tensor x) {
    return lowRank.addProduct(Ops.linear(x, weight()), x);
  }

  /** g ⊙ z, rounded back to the type of z. */
  Tensor gained(Tensor z) {
    update();
    return gain == null ? z : Ops.mul(z, gain).to(z.dtype());
  }

  /** dy W'. */
  Tensor transposedProduct(Tensor dy) {
    update();
    if (isMerged()) {
      return Ops.matmul(dy, Objects.requireNonNull(merged));
    }
    Tensor q = gained(dy);
    Tensor dx = Ops.matmul(q, weight());
    return lowRank.addTransposed(dx, q);
  }

  private void update() {
    if (!stale) {
      return;
    }
    try (Scope scope = Scope.open()) {
      if (isMerged()) {
        merge();
      } else if (magnitude != null) {
        direct(lowRank.addedTo(weight().to(DType.F32)));
      }
    }
    stale = false;
  }

  /** Builds W' in a buffer that is kept: fresh pages cost more than the arithmetic. */
  private void merge() {
    if (merged == null) {
      merged = Tensors.emptyLike(weight()).retain();
    }
    Tensor direction = lowRank.addedTo(weight(), merged);
    if (magnitude != null) {
      direct(direction);
      direction.mul_(Objects.requireNonNull(gain).unsqueeze(1));
    }
  }

  /** Computes norm and gain of a direction W + s B A. */
  private void direct(Tensor direction) {
    Tensor m = Objects.requireNonNull(magnitude).value();
    Tensor n = Ops.rowNorm(direction, m.dtype());
    norm = swap(norm, n);
    gain = swap(gain, gainOf(m, n));
  }

  /** m / n, and 0 for a row of zeros, whose direction is undefined and whose product is 0. */
  static Tensor gainOf(Tensor m, Tensor n) {
    return Ops.where(Ops.equal(n, 0), Tensors.zerosLike(n), Ops.div(m, n));
  }

  private static Tensor swap(@Nullable Tensor old, Tensor fresh) {
    if (old != null) {
      old.close();
    }
    return fresh.retain();
  }

  @Override
  public void close() {
    for (Tensor tensor : new Tensor[] {merged, norm, gain}) {
      if (tensor != null) {
        tensor.close();
      }
    }
    merged = null;
    norm = null;
    gain = null;
    stale = true;
  }
}
