package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.MagnitudeGradient;

/**
 * Trains the magnitude alone (the paper's cheaper variant, §4.3 and Table 6): y = x Wᵀ + (m/‖W‖ −
 * 1) ⊙ (x̃ Wᵀ) + b, x̃ = dropout(x). dm = Σₜ dy ⊙ (x̃ Wᵀ) / ‖W‖.
 */
public final class Magnitude implements LinearAdapter {

  private final Linear base;
  private final Parameter magnitude;
  private final Dropout dropout;
  private final Tensor norm;

  /**
   * @param magnitude m [out]
   * @param dropout probability of zeroing an input feature during training
   * @param dropoutId number of the module, different for every module of a model
   */
  public Magnitude(Linear base, Parameter magnitude, double dropout, long dropoutId) {
    this.base = base;
    this.magnitude = magnitude;
    this.dropout = Dropout.of(dropout, dropoutId);
    try (Scope scope = Scope.open()) {
      this.norm = Ops.rowNorm(base.weight().value(), magnitude.value().dtype()).retain();
    }
  }

  @Override
  public Linear base() {
    return base;
  }

  /** m [out]. */
  public Parameter magnitude() {
    return magnitude;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(magnitude);
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor dropped = dropout.isActive(tape) ? dropout.apply(x, tape) : x;
      Tensor z = base.product(dropped);
      tape.push(z);
      Tensor y = Ops.mul(z, gain()).to(z.dtype());
      if (dropped != x) {
        y.add_(base.product(Ops.sub(x, dropped)));
      }
      return scope.keep(base.addBias(y));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      boolean active = dropout.isActive(tape);
      Tensor z = tape.pop();
      base.accumulateBias(dy);
      if (magnitude.isTrainable()) {
        MagnitudeGradient.add(magnitude.gradient(), dy, z, norm, null);
      }
      Tensor through = base.transposedProduct(Ops.mul(dy, gain()).to(dy.dtype()));
      if (!active) {
        return scope.keep(through);
      }
      Tensor throughBase = base.transposedProduct(dy);
      return scope.keep(dropout.addTo(throughBase, through.sub_(throughBase), tape));
    }
  }

  private Tensor gain() {
    return Dora.quotient(magnitude.value(), norm);
  }

  @Override
  public Tensor mergedWeight() {
    Tensor w = base.weight().value();
    Tensor wide = w.dtype() == DType.F64 ? w : w.to(DType.F32);
    Tensor n = Ops.rowNorm(wide, wide.dtype());
    return Ops.mul(wide, Dora.quotient(magnitude.value(), n).unsqueeze(1));
  }

  @Override
  public Footprint footprint(long tokens) {
    boolean masks = dropout.isUsed();
    return new Footprint(false, Footprint.Product.OWN, 0, 0, 0, true, masks ? 4 : 0);
  }

  @Override
  public void refresh(long step) {
    // Nothing is derived from m: the norm is that of a frozen weight.
  }

  @Override
  public void close() {
    norm.close();
  }
}
