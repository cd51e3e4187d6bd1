package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.Rms;

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
      Tensor attended = attention.forward(attentionNorm.forward(h, tape), tape);
      Rms.Normed middle = mlpNorm.forward(h, attended, tape);
      Tensor added = mlp.forward(middle.y(), tape);
      Tensor out = Ops.add(middle.x(), added);
      tape.remake(out, List.of(middle.x(), added), saved -> Ops.add(saved.get(0), saved.get(1)));
      return scope.keep(out);
    }
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open()) {
      Tensor middle = mlpNorm.backward(mlp.backward(dy, tape), dy, tape);
      return scope.keep(attentionNorm.backward(attention.backward(middle, tape), middle, tape));
    }
  }
}
