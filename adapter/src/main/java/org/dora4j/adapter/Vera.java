package org.dora4j.adapter;

import java.util.List;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * VeRA: vector-based random matrix adaptation (Kopiczko et al., arXiv 2310.11454).
 *
 * <pre>
 *   y = x Wᵀ + b ⊙ ((d ⊙ (x̃ Aᵀ)) Bᵀ) + bias,   x̃ = dropout(x)        eq. 2; x [N, in], y [N, out]
 * </pre>
 *
 * <p>A and B are random, frozen and the same for all layers; d [r], at first 0.1, and b [out], at
 * first 0, are trained. So at first nothing changes. {@link VeraWeight} has the gradients. Saved
 * for backward: x.
 */
public final class Vera implements LinearAdapter {

  private final Linear base;
  private final VeraUpdate update;
  private final Dropout dropout;
  private final VeraWeight weight;

  /**
   * @param dropout probability of zeroing an input feature during training
   * @param dropoutId number of the module, different for every module of a model
   */
  public Vera(Linear base, VeraUpdate update, double dropout, long dropoutId) {
    this(base, update, Dropout.of(dropout, dropoutId));
  }

  Vera(Linear base, VeraUpdate update, Dropout dropout) {
    this.base = base;
    this.update = update;
    this.dropout = dropout;
    this.weight = new VeraWeight(base, update, null);
  }

  @Override
  public Linear base() {
    return base;
  }

  /** The vectors and the projection that they scale. */
  public VeraUpdate update() {
    return update;
  }

  @Override
  public List<Parameter> parameters() {
    return update.parameters();
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    try (Scope scope = Scope.open()) {
      tape.push(x);
      Tensor y =
          dropout.isActive(tape)
              ? weight.addUpdate(base.product(x), dropout.apply(x, tape))
              : weight.product(x);
      return scope.keep(base.addBias(y));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      base.accumulateBias(dy);
      if (!dropout.isActive(tape)) {
        return scope.keep(weight.transposedProduct(dy, accumulate(dy, tape)));
      }
      Tensor x = tape.pop();
      Tensor part = weight.accumulateWithPart(dy, dropout.apply(x, tape));
      Tensor dx = base.transposedProduct(dy);
      return scope.keep(dropout.addTo(dx, part, tape));
    }
  }

  /** What was saved is let go before dx takes memory. */
  private @Nullable Tensor accumulate(Tensor dy, Tape tape) {
    try (Scope saved = Scope.open()) {
      Tensor part = weight.accumulate(dy, tape.pop());
      return part == null ? null : saved.keep(part);
    }
  }

  @Override
  public Tensor mergedWeight() {
    Tensor w = base.weight().value();
    return update.addedTo(w.dtype() == DType.F64 ? w : w.to(DType.F32));
  }

  @Override
  public Footprint footprint(long tokens) {
    return weight.footprint(tokens, Footprint.Product.NONE, dropout.isUsed());
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
