package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.Rms;
import org.jspecify.annotations.Nullable;

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
    return forward(x, null, tape).y();
  }

  /**
   * Normalises x, or the residual stream x + delta.
   *
   * @return with the sum that was normalised as {@code x}
   */
  Rms.Normed forward(Tensor x, @Nullable Tensor delta, Tape tape) {
    Rms.Normed normed = Rms.forward(x, delta, weight.value(), epsilon);
    tape.push(normed.x());
    tape.push(normed.inverseRms());
    tape.remake(
        normed.y(),
        List.of(normed.x(), normed.inverseRms()),
        saved -> Rms.again(saved.get(0), saved.get(1), weight.value()));
    return normed;
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    return backward(dy, null, tape);
  }

  /** The same, plus the gradient that reaches x past the norm, where there is one. */
  Tensor backward(Tensor dy, @Nullable Tensor residual, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor scale = tape.pop();
      Tensor x = tape.pop();
      if (weight.isTrainable()) {
        Tensor normed = Ops.mul(widened(x), scale);
        weight.gradient().add_(Ops.sum(Ops.mul(widened(dy), normed), 0, false));
      }
      return scope.keep(Rms.backward(dy, x, scale, weight.value(), residual));
    }
  }

  private static Tensor widened(Tensor x) {
    return x.dtype().bytes() < 4 ? x.to(DType.F32) : x;
  }
}
