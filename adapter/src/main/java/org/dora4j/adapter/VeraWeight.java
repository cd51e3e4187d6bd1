package org.dora4j.adapter;

import java.util.Objects;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.MagnitudeGradient;
import org.jspecify.annotations.Nullable;

/**
 * Products with W' = g ⊙ (W + Λb B Λd A), g = m / ‖W + Λb B Λd A‖ row by row, or g = 1 for VeRA,
 * and the gradients of d and b:
 *
 * <pre>
 *   u = x Aᵀ,   v = (g ⊙ b ⊙ dy) B                  [N, r]
 *   z = (d ⊙ u) Bᵀ                                  [N, out]
 *   y = g ⊙ (x Wᵀ) + g ⊙ b ⊙ z,   dx = (g ⊙ dy) W + (d ⊙ v) A
 *   dd = Σₜ v ⊙ u,   db = g ⊙ Σₜ dy ⊙ z
 * </pre>
 *
 * <p>Ranks are high here (1024 in the paper), so a layer owns no copy of the factors: u, v and z
 * come from the shared A and B, and only vectors are kept. The gradients of Λd A and Λb B, as large
 * as the factors, are never formed. u and z are computed again in backward rather than saved: that
 * costs two thin products but leaves a pass as small as LoRA's. Weights in F32 or wider are kept
 * merged between changes of the parameters, as {@link ProductForm} does for LoRA and DoRA; half
 * precision goes through the factors, where rounding cannot swallow small updates.
 */
final class VeraWeight implements AutoCloseable {

  private final Linear base;
  private final VeraUpdate update;
  private final @Nullable Parameter magnitude;
  private final boolean keepsMerged;
  private @Nullable Tensor merged;
  private @Nullable Tensor norm;
  private @Nullable Tensor gain;
  private @Nullable Tensor gainedB;
  private boolean stale = true;

  VeraWeight(Linear base, VeraUpdate update, @Nullable Parameter magnitude) {
    this(base, update, magnitude, base.weight().dtype().bytes() >= 4 && !base.weight().isPacked());
  }

  /**
   * @param keepsMerged whether W' is kept, or products go through the factors
   */
  VeraWeight(Linear base, VeraUpdate update, @Nullable Parameter magnitude, boolean keepsMerged) {
    this.base = base;
    this.update = update;
    this.magnitude = magnitude;
    this.keepsMerged = keepsMerged;
  }

  void refresh() {
    stale = true;
  }

  private Tensor weight() {
    return base.weight().value();
  }

  /** ‖W + ΔW‖ of each row [out] in F32 or wider; needs a magnitude. */
  Tensor norm() {
    derive();
    return Objects.requireNonNull(norm);
  }

  /** g [out]; needs a magnitude. */
  Tensor gain() {
    derive();
    return Objects.requireNonNull(gain);
  }

  /** g ⊙ b [out]. */
  private Tensor gainedB() {
    derive();
    return Objects.requireNonNull(gainedB);
  }

  void prepare() {
    derive();
  }

  private synchronized void derive() {
    if (!stale) {
      return;
    }
    try (Scope scope = Scope.open()) {
      releaseVectors();
      Tensor w = weight();
      Tensor direction = keepsMerged ? merge(w) : null;
      Tensor b = update.b().value();
      if (magnitude == null) {
        gainedB = b.copy().retain();
      } else {
        Tensor n = direction == null ? update.rowNorms(w) : Ops.rowNorm(direction, b.dtype());
        Tensor g = Dora.quotient(magnitude.value(), n);
        norm = n.retain();
        gain = g.retain();
        gainedB = Ops.mul(b, g).retain();
        if (direction != null) {
          direction.mul_(g.unsqueeze(1));
        }
      }
      stale = false;
    }
  }

  /** W + ΔW in the buffer that stays: fresh pages cost more than the arithmetic. */
  private Tensor merge(Tensor w) {
    Tensor buffer = merged == null ? Tensors.emptyLike(w).retain() : merged;
    merged = buffer;
    DType dtype = w.dtype();
    return Ops.addMatmulInto(buffer, w, update.scaledB().to(dtype), update.scaledA().to(dtype), 1);
  }

  /** x W'ᵀ without a bias. */
  Tensor product(Tensor x) {
    derive();
    try (Scope scope = Scope.open()) {
      if (merged != null) {
        return scope.keep(Ops.linear(x, merged));
      }
      Tensor y = base.product(x);
      if (gain != null) {
        y.mul_(gain);
      }
      return scope.keep(addUpdate(y, x));
    }
  }

  /** y + g ⊙ b ⊙ z, into y. */
  Tensor addUpdate(Tensor y, Tensor x) {
    Tensor scale = gainedB();
    try (Scope scope = Scope.open()) {
      return y.add_(z(u(x)).mul_(scale));
    }
  }

  /** x Aᵀ [N, r]. */
  private Tensor u(Tensor x) {
    return Ops.matmul(x, update.a(x.dtype()).t());
  }

  /** (d ⊙ u) Bᵀ [N, out]; u is scaled in place. */
  private Tensor z(Tensor u) {
    return Ops.matmul(u.mul_(update.d().value()), update.b(u.dtype()).t());
  }

  /**
   * Adds the gradients of d and b.
   *
   * @param x what the update was multiplied with, [N, in]
   * @return what {@link #transposedProduct} needs: the update's part of dx, or null where W' is
   *     merged
   */
  @Nullable Tensor accumulate(Tensor dy, Tensor x) {
    if (!keepsMerged) {
      return accumulateWithPart(dy, x);
    }
    derive();
    try (Scope scope = Scope.open()) {
      addGradients(dy, u(x), v(dy));
      return null;
    }
  }

  /** The same, returning (d ⊙ v) A [N, in], the update's part of dx, in any case. */
  Tensor accumulateWithPart(Tensor dy, Tensor x) {
    derive();
    try (Scope scope = Scope.open()) {
      Tensor v = v(dy);
      addGradients(dy, u(x), v);
      return scope.keep(Ops.matmul(v.mul_(update.d().value()), update.a(v.dtype())));
    }
  }

  /** (g ⊙ b ⊙ dy) B [N, r]. */
  private Tensor v(Tensor dy) {
    try (Scope scope = Scope.open()) {
      Tensor scaled = Ops.mulInto(Tensors.emptyLike(dy), dy, gainedB());
      return scope.keep(Ops.matmul(scaled, update.b(dy.dtype())));
    }
  }

  /** Scales u in place at the end. */
  private void addGradients(Tensor dy, Tensor u, Tensor v) {
    try (Scope scope = Scope.open()) {
      if (update.d().isTrainable()) {
        addDots(update.d().gradient(), v, u, null);
      }
      if (update.b().isTrainable()) {
        addDots(update.b().gradient(), dy, z(u), gain);
      }
    }
  }

  /** gradient += scale ⊙ Σₜ p ⊙ q. */
  private static void addDots(Tensor gradient, Tensor p, Tensor q, @Nullable Tensor scale) {
    try (Scope scope = Scope.open()) {
      Tensor one = Tensors.ones(gradient.dtype(), gradient.device(), gradient.size(0));
      if (scale == null) {
        MagnitudeGradient.add(gradient, p, q, one, null);
      } else {
        Tensor sum = Tensors.zerosLike(gradient);
        MagnitudeGradient.add(sum, p, q, one, null);
        gradient.add_(sum.mul_(scale));
      }
    }
  }

  /**
   * dy W'.
   *
   * @param part what {@link #accumulate} returned; taken over
   */
  Tensor transposedProduct(Tensor dy, @Nullable Tensor part) {
    derive();
    try (Scope scope = Scope.open()) {
      if (merged != null) {
        return scope.keep(Ops.matmul(dy, merged));
      }
      Tensor q = gain == null ? dy : Ops.mulInto(Tensors.emptyLike(dy), dy, gain);
      return Objects.requireNonNull(part).addMatmul_(q, weight(), 1, 1);
    }
  }

  /** What products with so many tokens take. */
  Footprint footprint(long tokens, Footprint.Product product, boolean dropout) {
    DType dtype = base.weight().dtype();
    long bytes = base.outputs() * base.inputs() * dtype.bytes();
    long rank = update.rank();
    long outputs = update.outputs();
    int element = dtype.bytes();
    int wide = update.b().value().dtype().bytes();
    long factors = rank * (outputs + update.inputs()) * wide;
    long slab = 2 * Math.min(VeraUpdate.CHUNK_ROWS, outputs) * update.inputs() * wide;
    long thin = 2 * tokens * rank * element;
    long work = thin + Math.max(2 * outputs, keepsMerged ? 0 : update.inputs()) * tokens * element;
    long magnitudes = magnitude == null ? 0 : factors + tokens * outputs * element;
    return new Footprint(
        true,
        product,
        (keepsMerged ? bytes : 0) + (magnitude == null ? 1 : 3) * outputs * wide,
        base.weight().stored().unpackingBytes(),
        factors + (keepsMerged || magnitude == null ? 0 : slab),
        !keepsMerged,
        0,
        dropout ? 4 : 0,
        Math.max(work, magnitudes));
  }

  private void releaseVectors() {
    for (Tensor tensor : new @Nullable Tensor[] {norm, gain, gainedB}) {
      if (tensor != null) {
        tensor.close();
      }
    }
    norm = null;
    gain = null;
    gainedB = null;
  }

  @Override
  public void close() {
    if (merged != null) {
      merged.close();
    }
    merged = null;
    releaseVectors();
    stale = true;
  }
}
