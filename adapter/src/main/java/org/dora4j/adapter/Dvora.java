package org.dora4j.adapter;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.MagnitudeGradient;
import org.jspecify.annotations.Nullable;

/**
 * DVoRA: DoRA's magnitude on VeRA's direction (Liu et al., arXiv 2402.09353, §5.4).
 *
 * <pre>
 *   W' = m ⊙ V / ‖V‖,   V = W + Λb B Λd A            the norm is taken over each output's row of V
 *   y  = (x − x̃) Wᵀ + x̃ W'ᵀ + bias,   x̃ = dropout(x)
 * </pre>
 *
 * <p>m [out] starts as ‖W‖; d [r] and b [out] as in {@link Vera}; A and B are frozen and shared.
 * With n = ‖V‖, g = m/n and dV = g ⊙ (dyᵀ x̃), n being a constant as in §4.3:
 *
 * <pre>
 *   dm = Σₜ dy ⊙ y / m,   db_j = ⟨dV_j, (B Λd A)_j⟩,   dd_k = Σ_j b_j B_jk ⟨dV_j, A_k⟩
 * </pre>
 *
 * With the norm differentiated, dV loses (m ⊙ dm / n²) ⊙ V. Saved for backward: x, and the product
 * that dm needs.
 */
public final class Dvora implements LinearAdapter {

  private final Linear base;
  private final VeraUpdate update;
  private final Parameter magnitude;
  private final Dropout dropout;
  private final boolean detachedNorm;
  private final VeraWeight weight;

  /**
   * @param magnitude m [out]
   * @param dropout probability of zeroing an input feature during training
   * @param dropoutId number of the module, different for every module of a model
   * @param detachedNorm whether the norm counts as a constant in backward (the default)
   */
  public Dvora(
      Linear base,
      VeraUpdate update,
      Parameter magnitude,
      double dropout,
      long dropoutId,
      boolean detachedNorm) {
    this(base, update, magnitude, Dropout.of(dropout, dropoutId), detachedNorm);
  }

  Dvora(
      Linear base, VeraUpdate update, Parameter magnitude, Dropout dropout, boolean detachedNorm) {
    this.base = base;
    this.update = update;
    this.magnitude = magnitude;
    this.dropout = dropout;
    this.detachedNorm = detachedNorm;
    this.weight = new VeraWeight(base, update, magnitude);
  }

  @Override
  public Linear base() {
    return base;
  }

  /** The vectors and the projection that they scale. */
  public VeraUpdate update() {
    return update;
  }

  /** m [out]. */
  public Parameter magnitude() {
    return magnitude;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(update.parameters());
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
      Tensor dropped = dropout.apply(x, tape);
      Tensor undropped = base.product(Ops.sub(x, dropped));
      return scope.keep(base.addBias(undropped.add_(product(dropped, tape))));
    }
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
    try (Scope scope = Scope.open()) {
      base.accumulateBias(dy);
      if (!dropout.isActive(tape)) {
        return scope.keep(weight.transposedProduct(dy, accumulate(dy, tape)));
      }
      Tensor product = tape.pop();
      Tensor x = tape.pop();
      Tensor dropped = dropout.apply(x, tape);
      accumulateMagnitude(dy, dropped, product);
      Tensor part = weight.accumulate(dy, dropped);
      Tensor throughBase = base.transposedProduct(dy);
      Tensor throughAdapter = weight.transposedProduct(dy, part).sub_(throughBase);
      return scope.keep(dropout.addTo(throughBase, throughAdapter, tape));
    }
  }

  /** What was saved is let go before dx takes memory. */
  private @Nullable Tensor accumulate(Tensor dy, Tape tape) {
    try (Scope saved = Scope.open()) {
      Tensor product = tape.pop();
      Tensor x = tape.pop();
      accumulateMagnitude(dy, x, product);
      Tensor part = weight.accumulate(dy, x);
      return part == null ? null : saved.keep(part);
    }
  }

  private void accumulateMagnitude(Tensor dy, Tensor x, Tensor product) {
    try (Scope scope = Scope.open()) {
      if (!magnitude.isTrainable() && detachedNorm) {
        return;
      }
      Tensor dm = Tensors.zerosLike(magnitude.value());
      MagnitudeGradient.add(dm, dy, product, magnitude.value(), direction(x));
      if (magnitude.isTrainable()) {
        magnitude.gradient().add_(dm);
      }
      if (!detachedNorm) {
        projectOut(dm);
      }
    }
  }

  private MagnitudeGradient.Direction direction(Tensor x) {
    return new MagnitudeGradient.Direction(
        weight.gain(),
        weight.norm(),
        x,
        base.weight().value(),
        update.scaledA(),
        update.scaledB(),
        1);
  }

  /**
   * Subtracts c ⊙ V from dV, c = m ⊙ dm / n²: with P = (V Aᵀ) ⊙ B, db loses c ⊙ (P d) and dd loses
   * Pᵀ(c ⊙ b).
   */
  private void projectOut(Tensor dm) {
    Tensor n = weight.norm();
    Tensor c = Dora.quotient(Ops.mul(magnitude.value(), dm), Ops.square(n));
    Tensor direction = direction();
    DType dtype = direction.dtype();
    Tensor p = Ops.matmul(direction, update.a(dtype).t()).mul_(update.b(dtype)); // [out, r]
    Parameter b = update.b();
    Parameter d = update.d();
    if (b.isTrainable()) {
      Tensor along = Ops.matmul(p, d.value().unsqueeze(1)).view(-1);
      b.gradient().add_(along.mul_(c), -1);
    }
    if (d.isTrainable()) {
      Tensor scale = Ops.mul(c, b.value()).unsqueeze(1);
      d.gradient().add_(Ops.matmul(p.t(), scale).view(-1), -1);
    }
  }

  /** V in F32 or wider. */
  private Tensor direction() {
    Tensor w = base.weight().value();
    return update.addedTo(w.dtype() == DType.F64 ? w : w.to(DType.F32));
  }

  @Override
  public Tensor mergedWeight() {
    Tensor direction = direction();
    Tensor n = Ops.rowNorm(direction, direction.dtype());
    return direction.mul_(Dora.quotient(magnitude.value(), n).unsqueeze(1));
  }

  @Override
  public Footprint footprint(long tokens) {
    boolean shared = !dropout.isUsed() && base.bias() == null;
    Footprint.Product product = shared ? Footprint.Product.OUTPUT : Footprint.Product.OWN;
    return weight.footprint(tokens, product, dropout.isUsed());
  }

  @Override
  public void prepare() {
    weight.prepare();
  }

  @Override
  public void refresh(long step) {
    weight.refresh();
  }

  @Override
  public void close() {
    weight.close();
  }
}
