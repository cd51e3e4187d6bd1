package org.dora4j.model;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * y = x Wᵀ + b, with W [out, in] and b [out]. Knows nothing of adapters, but lets another layer of
 * the same shape take its place. W and b may be more precise than the activations; they are rounded
 * where they are used.
 */
public final class Linear implements Layer {

  private final String name;
  private final Parameter weight;
  private final @Nullable Parameter bias;
  private @Nullable Layer replacement;

  public Linear(String name, Parameter weight, @Nullable Parameter bias) {
    this.name = name;
    this.weight = weight;
    this.bias = bias;
  }

  /** Dotted path of the module, e.g. {@code model.layers.0.self_attn.q_proj}. */
  public String name() {
    return name;
  }

  /** W [out, in]. */
  public Parameter weight() {
    return weight;
  }

  /** b [out], or null. */
  public @Nullable Parameter bias() {
    return bias;
  }

  public long inputs() {
    return weight.size(1);
  }

  public long outputs() {
    return weight.size(0);
  }

  /** Lets {@code layer} compute in this layer's place from now on; null restores it. */
  public void replaceBy(@Nullable Layer layer) {
    replacement = layer;
  }

  public boolean isReplaced() {
    return replacement != null;
  }

  /** The layer that computes in this one's place, or null. */
  public @Nullable Layer replacement() {
    return replacement;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    return replacement == null ? forwardHere(x, tape) : replacement.forward(x, tape);
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    return replacement == null ? backwardHere(dy, tape) : replacement.backward(dy, tape);
  }

  private Tensor forwardHere(Tensor x, Tape tape) {
    if (weight.isTrainable()) {
      tape.push(x);
    }
    return addBias(product(x));
  }

  private Tensor backwardHere(Tensor dy, Tape tape) {
    if (weight.isTrainable()) {
      try (Scope scope = Scope.open()) {
        accumulate(weight.gradient(), dy, tape.pop());
      }
    }
    accumulateBias(dy);
    return transposedProduct(dy);
  }

  /** x Wᵀ, without a bias and whatever computes in this layer's place. */
  public Tensor product(Tensor x) {
    try (Scope scope = Scope.open()) {
      return scope.keep(Ops.linear(x, weight.value().to(x.dtype())));
    }
  }

  /** dy W, whatever computes in this layer's place. */
  public Tensor transposedProduct(Tensor dy) {
    try (Scope scope = Scope.open()) {
      return scope.keep(Ops.matmul(dy, weight.value().to(dy.dtype())));
    }
  }

  /** Adds the bias, if any, to {@code y} in place. */
  public Tensor addBias(Tensor y) {
    return bias == null ? y : y.add_(bias.value());
  }

  /** Adds the gradient of a trainable bias: the sum of {@code dy} over the tokens. */
  public void accumulateBias(Tensor dy) {
    if (bias != null && bias.isTrainable()) {
      try (Scope scope = Scope.open()) {
        bias.gradient().add_(Ops.sum(dy, 0, false, bias.gradient().dtype()));
      }
    }
  }

  /**
   * {@code gradient += dyᵀ x}, converting where the buffer is more precise than the activations.
   */
  static void accumulate(Tensor gradient, Tensor dy, Tensor x) {
    if (gradient.dtype() == x.dtype()) {
      gradient.addMatmul_(dy.t(), x, 1, 1);
    } else {
      gradient.add_(Ops.matmul(dy.t(), x).to(gradient.dtype()));
    }
  }
}
