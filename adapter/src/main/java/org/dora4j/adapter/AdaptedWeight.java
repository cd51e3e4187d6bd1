package org.dora4j.adapter;

import java.util.Objects;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.Weight;
import org.dora4j.torch.fused.FeatureMask;
import org.dora4j.torch.fused.MaskedGain;
import org.dora4j.torch.fused.MergedWeight;
import org.jspecify.annotations.Nullable;

/**
 * Products with W' = g ⊙ (W + s B A), g = m / ‖W + s B A‖ row by row, or g = 1 for LoRA. What
 * depends on the parameters alone, the norm above all, is computed once per change of them, in F32
 * or wider; {@link ProductForm} says how the product is formed.
 */
final class AdaptedWeight implements AutoCloseable {

  /**
   * Multiplications in a product from which on a shared mask saves time: below, its dozen small
   * operations cost the host more than a second product costs a large GPU.
   */
  private static final double LEAST_SHARED = 2e10;

  private final Linear base;
  private final LowRank lowRank;
  private final @Nullable Parameter magnitude;
  private @Nullable Tensor merged;
  private MergedWeight.@Nullable Gains gains;
  private ProductForm form = ProductForm.FACTORED;
  private boolean stale = true;
  private long step;

  AdaptedWeight(Linear base, LowRank lowRank, @Nullable Parameter magnitude) {
    this.base = base;
    this.lowRank = lowRank;
    this.magnitude = magnitude;
  }

  void refresh(long step) {
    stale = true;
    this.step = step;
  }

  void prepare() {
    gains();
  }

  private ProductForm form(long tokens) {
    gains();
    return formFor(form, tokens);
  }

  /**
   * What products with so many tokens take, whatever has been derived so far.
   *
   * @param product how the layer saves its product where W' is merged
   * @param dropout whether the layer draws masks
   */
  Footprint footprint(long tokens, Footprint.Product product, boolean dropout) {
    Weight w = stored();
    long rank = lowRank.rank();
    ProductForm once = ProductForm.of(w, rank);
    ProductForm used = formFor(once, tokens);
    boolean factored = used == ProductForm.FACTORED;
    boolean half = w.dtype().bytes() < 4;
    long elements = base.outputs() * base.inputs();
    long bytes = elements * w.dtype().bytes();
    long gainedB = half || magnitude != null ? base.outputs() * rank * w.dtype().bytes() : 0;
    long narrowA = half ? base.inputs() * rank * w.dtype().bytes() : 0;
    long vectors = magnitude == null ? 0 : 2 * magnitude.value().bytes();
    boolean widens = half && magnitude != null && !MergedWeight.mergesHalves(w, rank);
    return new Footprint(
        true,
        product,
        (once == ProductForm.KEPT ? bytes : 0) + gainedB + narrowA + vectors,
        w.isPacked() ? w.unpackingBytes() : used == ProductForm.PER_USE ? bytes : 0,
        widens && !w.isPacked() ? 2 * elements * DType.F32.bytes() : w.unpackingBytes(),
        factored,
        dropout ? 4 : 0);
  }

  /** The same where one mask a pass hides features from the gain. */
  Footprint sharedFootprint(long tokens, Footprint.Product product) {
    Footprint merged = footprint(tokens, product, true);
    Weight w = stored();
    long bytes = base.outputs() * base.inputs() * w.dtype().bytes();
    return new Footprint(
        true,
        product,
        merged.keptBytes(),
        w.unpackingBytes() + bytes,
        merged.derivingBytes(),
        false,
        tokens * lowRank.rank() * w.dtype().bytes(),
        2,
        0);
  }

  private Tensor weight() {
    return base.weight().value();
  }

  private Weight stored() {
    return base.weight().stored();
  }

  private ProductForm formFor(ProductForm form, long tokens) {
    return stored().isPacked() ? form : form.forTokens(tokens, base.outputs(), base.inputs());
  }

  private MergedWeight.Update update() {
    return new MergedWeight.Update(
        stored(), lowRank.a().value(), lowRank.b().value(), lowRank.scaling());
  }

  /** ‖W + s B A‖ of each row: [out], F32 or wider; needs a magnitude. */
  Tensor norm() {
    return Objects.requireNonNull(gains().norm());
  }

  /** g = m / ‖W + s B A‖ [out], or null where the adapter has no magnitude. */
  @Nullable Tensor gain() {
    return gains().gain();
  }

  /** x W'ᵀ without a bias. */
  Tensor product(Tensor x) {
    ProductForm form = form(x.size(0));
    try (Scope scope = Scope.open()) {
      if (form != ProductForm.FACTORED) {
        return scope.keep(Ops.linear(x, merged(form)));
      }
      MergedWeight.Gains now = gains();
      Tensor y = base.product(x);
      if (now.gain() != null) {
        y.mul_(now.gain());
      }
      Tensor u = Ops.matmul(x, now.transposedA()); // [N, r]
      return scope.keep(y.addMatmul_(u, now.gainedB().t(), 1, lowRank.scaling()));
    }
  }

  /** dy W'. */
  Tensor transposedProduct(Tensor dy) {
    ProductForm form = form(dy.size(0));
    try (Scope scope = Scope.open()) {
      if (form != ProductForm.FACTORED) {
        return scope.keep(Ops.matmul(dy, merged(form)));
      }
      MergedWeight.Gains now = gains();
      Tensor gain = now.gain();
      Tensor q = gain == null ? dy : Ops.mulInto(Tensors.emptyLike(dy), dy, gain);
      Tensor v = Ops.matmul(dy, now.gainedB()); // [N, r]
      Tensor dx = base.transposedProduct(q);
      return scope.keep(dx.addMatmul_(v, now.transposedA().t(), 1, lowRank.scaling()));
    }
  }

  /** u = x Aᵀ [N, r] in x's type. */
  Tensor narrowed(Tensor x) {
    return Ops.matmul(x, gains().transposedA());
  }

  /** y + s u (g ⊙ B)ᵀ, into y: what A and B add. */
  Tensor addUpdate(Tensor y, Tensor u) {
    return y.addMatmul_(u, gains().gainedB().t(), 1, lowRank.scaling());
  }

  /** s (dy (g ⊙ B)) A [N, in]: the way back through {@link #narrowed} and {@link #addUpdate}. */
  Tensor transposedUpdate(Tensor dy) {
    try (Scope scope = Scope.open()) {
      Tensor v = Ops.matmul(dy, gains().gainedB()).mul_(lowRank.scaling()); // [N, r]
      return scope.keep(Ops.matmul(v, gains().transposedA().t()));
    }
  }

  /** W ⊙ (1 + (g − 1) kᵀ), see {@link MaskedGain}; needs a magnitude. */
  Tensor masked(FeatureMask mask) {
    try (Scope scope = Scope.open()) {
      Tensor gain = Objects.requireNonNull(gain());
      return scope.keep(MaskedGain.weight(weight(), gain, mask, key()));
    }
  }

  /** Whether a mask of features may stand for the tokens' own. */
  Dropout.Sharing sharing(long tokens) {
    boolean half = stored().dtype().bytes() < 4;
    if (half && !MaskedGain.rounds(stored())) {
      return Dropout.Sharing.IMPOSSIBLE;
    }
    return half && sharingPays(tokens, base.outputs(), base.inputs())
        ? Dropout.Sharing.PAYS
        : Dropout.Sharing.POSSIBLE;
  }

  /** Whether a second product with W [out, in] costs a GPU more than a mask of features does. */
  static boolean sharingPays(long tokens, long outputs, long inputs) {
    return (double) tokens * outputs * inputs >= LEAST_SHARED;
  }

  /** Adds the gradients of A and B, see {@link LowRank#accumulate}. */
  void accumulate(Tensor dy, Tensor x) {
    MergedWeight.Gains now = gains();
    lowRank.accumulate(dy, x, now.gainColumn(), now.transposedA(), now.gainedB());
  }

  /** The same, given dyᵀ (x Aᵀ) [out, r]; needs a magnitude. */
  void accumulate(Tensor dy, Tensor x, Tensor sums) {
    MergedWeight.Gains now = gains();
    lowRank.accumulateB(sums, Objects.requireNonNull(now.gainColumn()));
    lowRank.accumulateA(dy, x, now.gainedB());
  }

  /** Norms, gains and the kept W', if they are out of date. Passes at the same time may call it. */
  private synchronized MergedWeight.Gains gains() {
    MergedWeight.Gains now = gains;
    if (stale || now == null) {
      now = derive();
    }
    return now;
  }

  private MergedWeight.Gains derive() {
    try (Scope scope = Scope.open()) {
      form = ProductForm.of(stored(), lowRank.rank());
      if (merged == null && form == ProductForm.KEPT) {
        // Fresh pages cost more than the arithmetic, so the buffer stays.
        merged = Tensors.emptyLike(weight()).retain();
      }
      Tensor m = magnitude == null ? null : magnitude.value();
      MergedWeight.Gains fresh = MergedWeight.gains(update(), m, merged, key());
      retain(fresh);
      release(gains);
      gains = fresh;
      stale = false;
      return fresh;
    }
  }

  /** W', kept or made for this use. */
  private Tensor merged(ProductForm form) {
    MergedWeight.Gains now = gains();
    return form == ProductForm.KEPT
        ? Objects.requireNonNull(merged)
        : MergedWeight.of(update(), now.gain(), 0, key(), null);
  }

  /** Names the rounding's random numbers: the same for all products between two changes. */
  private long key() {
    return Rng.mix(base.name().hashCode(), step);
  }

  private static void retain(MergedWeight.Gains gains) {
    for (Tensor tensor : tensors(gains)) {
      if (tensor != null) {
        tensor.retain();
      }
    }
  }

  private static void release(MergedWeight.@Nullable Gains gains) {
    if (gains == null) {
      return;
    }
    for (Tensor tensor : tensors(gains)) {
      if (tensor != null) {
        tensor.close();
      }
    }
  }

  private static @Nullable Tensor[] tensors(MergedWeight.Gains gains) {
    return new Tensor[] {
      gains.norm(), gains.gain(), gains.gainColumn(), gains.gainedB(), gains.transposedA()
    };
  }

  @Override
  public void close() {
    if (merged != null) {
      merged.close();
    }
    release(gains);
    merged = null;
    gains = null;
    stale = true;
  }
}
