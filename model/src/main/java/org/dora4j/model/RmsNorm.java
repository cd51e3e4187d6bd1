package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * y = w ⊙ x̂ with x̂ = x / √(mean(x²) + ε) over the features of each token. x̂ is computed in at
 * least F32 and rounded to the activations' type before w is applied, as Llama does.
 *
 * <p>Backward, with ρ = 1/√(mean(x²) + ε): dx = ρ (w⊙dy − x̂ · mean(x̂ ⊙ w ⊙ dy)), dw = Σ dy ⊙ x̂.
 */
public final class RmsNorm implements Layer {

  private final Parameter weight;
  private final double epsilon;

  public RmsNorm(Parameter weight, double epsilon) {
    this.weight = weight;
    this.epsilon = epsilon;
  }

  /** w [features]. */
  public Parameter weight() {
    return weight;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor wide = widened(x);
      Tensor scale = inverseRms(wide); // [N, 1]
      tape.push(x);
      tape.push(scale);
      return scope.keep(Ops.mul(wide, scale).to(x.dtype()).mul_(weight.value()));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor scale = tape.pop();
      Tensor x = tape.pop();
      Tensor normed = Ops.mul(widened(x), scale);
      Tensor gradient = widened(dy);
      if (weight.isTrainable()) {
        weight.gradient().add_(Ops.sum(Ops.mul(gradient, normed), 0, false));
      }
      Tensor weighted = Ops.mul(gradient, widened(weight.value()));
      Tensor projection = Ops.mul(weighted, normed);
      Tensor mean = Ops.sum(projection, -1, true).mul_(1.0 / x.size(1));
      return scope.keep(weighted.addMul_(normed, mean, -1).mul_(scale).to(dy.dtype()));
    }
  }

  private Tensor inverseRms(Tensor wide) {
    return Ops.rsqrt(
        Ops.add(Ops.sum(Ops.square(wide), -1, true).mul_(1.0 / wide.size(1)), epsilon));
  }

  private static Tensor widened(Tensor x) {
    return x.dtype().bytes() < 4 ? x.to(DType.F32) : x;
  }
}
