package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.FeatureMask;
import org.dora4j.torch.fused.MagnitudeGradient;
import org.dora4j.torch.fused.MaskedGain;

/**
 * DoRA: weight-decomposed low-rank adaptation (Liu et al., arXiv 2402.09353).
 *
 * <pre>
 *   W' = m ⊙ V / ‖V‖,   V = W + s B A          eq. 5; the norm is taken over each output's row of V
 *   y  = x W'ᵀ + b
 * </pre>
 *
 * <p>m [out] starts as ‖W‖ and learns how long each row is; A and B learn where it points. With
 * dropout, x̃ = dropout(x) and one mask serves both uses (the base product itself sees no dropout):
 *
 * <pre>
 *   y  = (x − x̃) Wᵀ + x̃ W'ᵀ + b     =  x Wᵀ + (g − 1) ⊙ x̃ Wᵀ + g ⊙ s (x̃ Aᵀ) Bᵀ + b,   g = m/‖V‖
 * </pre>
 *
 * <p>That takes two products with [out, in] matrices. Where {@link DropoutMask} allows, the gain's
 * share sees k ⊙ x instead, with one mask of features k for all tokens of the pass, and W takes it
 * up: y = x (W ⊙ (1 + (g − 1) kᵀ))ᵀ + g ⊙ s (x̃ Aᵀ) Bᵀ + b, see {@link MaskedGain}.
 *
 * <p>Gradients (paper §4.2, eqs. 6, 7, 11), with z = x̃ Vᵀ and n = ‖V‖:
 *
 * <pre>
 *   dm = Σₜ dy ⊙ z / n                                the same in both modes
 *   dV = g ⊙ (dyᵀ x̃)                                 n a constant (§4.3, the default, as in PEFT)
 *   dV = g ⊙ (dyᵀ x̃) − (m ⊙ dm / n²) ⊙ V              n differentiated: the part along V is projected out
 *   dB = s dV Aᵀ,   dA = s Bᵀ dV
 * </pre>
 *
 * None of the [out, in] matrices dV is ever formed: every product goes through rank r. Saved for
 * backward: x, and the product that dm needs.
 */
public final class Dora implements LinearAdapter {

  private final Linear base;
  private final LowRank lowRank;
  private final Parameter magnitude;
  private final Dropout dropout;
  private final boolean detachedNorm;
  private final AdaptedWeight weight;

  /**
   * @param magnitude m [out]
   * @param dropout probability of zeroing an input feature during training
   * @param dropoutId number of the module, different for every module of a model
   * @param detachedNorm whether the norm counts as a constant in backward (paper §4.3; the default)
   */
  public Dora(
      Linear base,
      LowRank lowRank,
      Parameter magnitude,
      double dropout,
      long dropoutId,
      boolean detachedNorm) {
    this(base, lowRank, magnitude, Dropout.of(dropout, dropoutId), detachedNorm);
  }

  Dora(Linear base, LowRank lowRank, Parameter magnitude, Dropout dropout, boolean detachedNorm) {
    this.base = base;
    this.lowRank = lowRank;
    this.magnitude = magnitude;
    this.dropout = dropout;
    this.detachedNorm = detachedNorm;
    this.weight = new AdaptedWeight(base, lowRank, magnitude);
  }

  /** ‖W + s B A‖ of each row [out], in F32 or wider: the magnitude that changes nothing. */
  public static Tensor rowNorms(Tensor weight, LowRank lowRank) {
    Tensor wide = weight.dtype() == DType.F64 ? weight : weight.to(DType.F32);
    return Ops.rowNorm(lowRank.addedTo(wide), wide.dtype());
  }

  @Override
  public Linear base() {
    return base;
  }

  /** A and B with their scaling. */
  public LowRank lowRank() {
    return lowRank;
  }

  /** m [out]. */
  public Parameter magnitude() {
    return magnitude;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(lowRank.parameters());
    all.add(magnitude);
    return all;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    try (Scope scope = Scope.open()) {
      tape.push(x);
      if (!dropout.isActive(tape)) {
        return scope.keep(withBias(product(x, tape)));
      }
      if (dropout.isShared(weight.sharing(x.size(0)))) {
        return scope.keep(withBias(sharedProduct(x, tape)));
      }
      Tensor dropped = dropout.apply(x, tape);
      Tensor undropped = base.product(Ops.sub(x, dropped));
      return scope.keep(base.addBias(undropped.add_(product(dropped, tape))));
    }
  }

  /** x W''ᵀ + g ⊙ s (x̃ Aᵀ) Bᵀ, which dm needs again, like x̃ Aᵀ. */
  private Tensor sharedProduct(Tensor x, Tape tape) {
    Tensor u = weight.narrowed(dropout.apply(x, tape));
    Tensor y = Ops.linear(x, weight.masked(dropout.shared(tape, base.inputs())));
    tape.push(u);
    tape.push(weight.addUpdate(y, u));
    return y;
  }

  /** x̃ W'ᵀ, which dm needs again. */
  private Tensor product(Tensor x, Tape tape) {
    Tensor y = weight.product(x);
    tape.push(y);
    return y;
  }

  /** The saved product must stay as it is, so a bias is added to a copy. */
  private Tensor withBias(Tensor y) {
    Parameter bias = base.bias();
    return bias == null ? y : Ops.add(y, bias.value().to(y.dtype()));
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    if (!dropout.isActive(tape)) {
      // What was saved is let go before W' and dx take memory.
      try (Scope scope = Scope.open()) {
        base.accumulateBias(dy);
        Tensor product = tape.pop();
        accumulate(dy, tape.pop(), product);
      }
      return weight.transposedProduct(dy);
    }
    if (dropout.isShared(weight.sharing(dy.size(0)))) {
      return sharedBackward(dy, tape);
    }
    try (Scope scope = Scope.open()) {
      Tensor product = tape.pop();
      Tensor x = tape.pop();
      base.accumulateBias(dy);
      accumulate(dy, dropout.apply(x, tape), product);
      Tensor throughBase = base.transposedProduct(dy);
      Tensor throughAdapter = weight.transposedProduct(dy).sub_(throughBase);
      return scope.keep(dropout.addTo(throughBase, throughAdapter, tape));
    }
  }

  private Tensor sharedBackward(Tensor dy, Tape tape) {
    FeatureMask mask = dropout.shared(tape, base.inputs());
    try (Scope scope = Scope.open()) {
      Tensor product = tape.pop();
      Tensor u = tape.pop();
      Tensor x = tape.pop();
      base.accumulateBias(dy);
      Tensor sums = Ops.matmulWide(dy.t(), u); // dyᵀ (x̃ Aᵀ) [out, r]
      if (magnitude.isTrainable() || !detachedNorm) {
        accumulateSharedMagnitude(
            mask,
            new MaskedGain.Pass(dy, product, x, sums, lowRank.b().value(), lowRank.scaling()));
      }
      weight.accumulate(dy, dropout.apply(x, tape), sums);
    }
    try (Scope scope = Scope.open()) {
      Tensor dx = Ops.matmul(dy, weight.masked(mask));
      return scope.keep(dropout.addTo(dx, weight.transposedUpdate(dy), tape));
    }
  }

  private void accumulateSharedMagnitude(FeatureMask mask, MaskedGain.Pass pass) {
    Tensor gain = Objects.requireNonNull(weight.gain());
    Tensor dm = detachedNorm ? magnitude.gradient() : Tensors.zerosLike(magnitude.value());
    MaskedGain.addGradient(dm, base.weight().value(), gain, weight.norm(), mask, pass);
    if (!detachedNorm) {
      if (magnitude.isTrainable()) {
        magnitude.gradient().add_(dm);
      }
      projectOut(dm);
    }
  }

  private void accumulate(Tensor dy, Tensor x, Tensor product) {
    if (magnitude.isTrainable()) {
      accumulateMagnitude(magnitude.gradient(), dy, x, product);
    }
    weight.accumulate(dy, x);
    if (!detachedNorm) {
      Tensor dm = Tensors.zerosLike(magnitude.value());
      accumulateMagnitude(dm, dy, x, product);
      projectOut(dm);
    }
  }

  /** dm += Σ dy ⊙ z / n = Σ dy ⊙ y / m: [out], in the magnitude's type. */
  private void accumulateMagnitude(Tensor dm, Tensor dy, Tensor x, Tensor product) {
    MagnitudeGradient.add(dm, dy, product, magnitude.value(), direction(x));
  }

  private MagnitudeGradient.Direction direction(Tensor x) {
    return new MagnitudeGradient.Direction(
        Objects.requireNonNull(weight.gain()),
        weight.norm(),
        x,
        base.weight().stored(),
        lowRank.a().value(),
        lowRank.b().value(),
        lowRank.scaling());
  }

  /** Subtracts c ⊙ V from dV, c = m ⊙ dm / n²: dB loses s c ⊙ (V Aᵀ), dA loses s (c ⊙ B)ᵀ V. */
  private void projectOut(Tensor dm) {
    Tensor n = weight.norm();
    Tensor c = quotient(Ops.mul(magnitude.value(), dm), Ops.square(n)).unsqueeze(1);
    Tensor w = base.weight().value();
    Tensor direction = lowRank.addedTo(w.dtype().bytes() < 4 ? w.to(DType.F32) : w);
    Tensor a = lowRank.a().value();
    Tensor b = lowRank.b().value();
    if (lowRank.b().isTrainable()) {
      lowRank.b().gradient().add_(Ops.matmul(direction, a.t()).mul_(c), -lowRank.scaling());
    }
    if (lowRank.a().isTrainable()) {
      lowRank.a().gradient().add_(Ops.matmul(Ops.mul(b, c).t(), direction), -lowRank.scaling());
    }
  }

  @Override
  public Tensor mergedWeight() {
    Tensor w = base.weight().value();
    Tensor direction = lowRank.addedTo(w.dtype() == DType.F64 ? w : w.to(DType.F32));
    Tensor n = Ops.rowNorm(direction, direction.dtype());
    return direction.mul_(quotient(magnitude.value(), n).unsqueeze(1));
  }

  /** a / b, and 0 where b is 0: a row of zeros has no direction. */
  static Tensor quotient(Tensor a, Tensor b) {
    return Ops.where(Ops.equal(b, 0), Tensors.zerosLike(b), Ops.div(a, b));
  }

  @Override
  public Footprint footprint(long tokens) {
    boolean oneMask = dropout.isShared(weight.sharing(tokens));
    boolean output = (!dropout.isUsed() || oneMask) && base.bias() == null;
    Footprint.Product product = output ? Footprint.Product.OUTPUT : Footprint.Product.OWN;
    Footprint footprint =
        oneMask
            ? weight.sharedFootprint(tokens, product)
            : weight.footprint(tokens, product, dropout.isUsed());
    return detachedNorm ? footprint : footprint.withWorkBytes(directionBytes());
  }

  /** V of {@link #projectOut}, and W beside it where it has to be widened first. */
  private long directionBytes() {
    DType dtype = base.weight().dtype();
    long elements = base.inputs() * base.outputs();
    boolean half = dtype.bytes() < 4;
    return half ? 2 * elements * DType.F32.bytes() : elements * dtype.bytes();
  }

  @Override
  public void prepare() {
    weight.prepare();
  }

  @Override
  public void refresh(long step) {
    weight.refresh(step);
  }

  @Override
  public void close() {
    weight.close();
  }
}
