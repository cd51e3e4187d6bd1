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
import org.jspecify.annotations.Nullable;

/**
 * LoRA (Hu et al., 2021): y = x Wᵀ + b + s ((x̃ Aᵀ) Bᵀ + c), with x̃ = dropout(x) and an optional
 * bias c of B. Without dropout this is x (W + s B A)ᵀ.
 */
public final class Lora implements LinearAdapter {

  private final Linear base;
  private final LowRank lowRank;
  private final Dropout dropout;
  private final @Nullable Parameter bias;
  private final AdaptedWeight weight;

  /**
   * @param dropout probability of zeroing an input feature during training
   * @param dropoutId number of the module, different for every module of a model
   * @param bias c [out], or null
   */
  public Lora(
      Linear base, LowRank lowRank, double dropout, long dropoutId, @Nullable Parameter bias) {
    this(base, lowRank, Dropout.of(dropout, dropoutId), bias);
  }

  Lora(Linear base, LowRank lowRank, Dropout dropout, @Nullable Parameter bias) {
    this.base = base;
    this.lowRank = lowRank;
    this.dropout = dropout;
    this.bias = bias;
    this.weight = new AdaptedWeight(base, lowRank, null);
  }

  @Override
  public Linear base() {
    return base;
  }

  /** A and B with their scaling. */
  public LowRank lowRank() {
    return lowRank;
  }

  /** The bias c of B [out], or null. */
  public @Nullable Parameter bias() {
    return bias;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(lowRank.parameters());
    if (bias != null) {
      all.add(bias);
    }
    return all;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    try (Scope scope = Scope.open()) {
      tape.push(x);
      Tensor y =
          dropout.isActive(tape)
              ? weight.addUpdate(base.product(x), weight.narrowed(dropout.apply(x, tape)))
              : weight.product(x);
      if (bias != null) {
        y.add_(bias.value().to(y.dtype()), lowRank.scaling());
      }
      return scope.keep(base.addBias(y));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    if (!dropout.isActive(tape)) {
      // What was saved is let go before W' and dx take memory.
      try (Scope scope = Scope.open()) {
        base.accumulateBias(dy);
        accumulateOwnBias(dy);
        weight.accumulate(dy, tape.pop());
      }
      return weight.transposedProduct(dy);
    }
    try (Scope scope = Scope.open()) {
      Tensor x = tape.pop();
      base.accumulateBias(dy);
      accumulateOwnBias(dy);
      weight.accumulate(dy, dropout.apply(x, tape));
      Tensor dx = base.transposedProduct(dy);
      return scope.keep(dropout.addTo(dx, weight.transposedUpdate(dy), tape));
    }
  }

  private void accumulateOwnBias(Tensor dy) {
    if (bias != null && bias.isTrainable()) {
      bias.gradient().add_(Ops.sum(dy, 0, false, bias.gradient().dtype()), lowRank.scaling());
    }
  }

  @Override
  public Tensor mergedWeight() {
    Tensor w = base.weight().value();
    return lowRank.addedTo(w.dtype() == DType.F64 ? w : w.to(DType.F32));
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
    weight.refresh(step);
  }

  @Override
  public void close() {
    weight.close();
  }
}
