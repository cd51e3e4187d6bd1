package org.dora4j.model;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** One transformer block: h ← h + Attention(Norm(h)), then h ← h + Mlp(Norm(h)). */
public final class Block implements Layer {

  private final RmsNorm attentionNorm;
  private final Attention attention;
  private final RmsNorm mlpNorm;
  private final Mlp mlp;

  public Block(RmsNorm attentionNorm, Attention attention, RmsNorm mlpNorm, Mlp mlp) {
    this.attentionNorm = attentionNorm;
    this.attention = attention;
    this.mlpNorm = mlpNorm;
    this.mlp = mlp;
  }

  @Override
  public Tensor forward(Tensor h, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor middle = Ops.add(h, attention.forward(attentionNorm.forward(h, tape), tape));
      return scope.keep(Ops.add(middle, mlp.forward(mlpNorm.forward(middle, tape), tape)));
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor middle = mlpNorm.backward(mlp.backward(dy, tape), tape).add_(dy);
      Tensor dx = attentionNorm.backward(attention.backward(middle, tape), tape);
      return scope.keep(dx.add_(middle));
    }
  }
}
