package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.SwiGlu;

/** SwiGLU: y = W_down (silu(W_gate x) ⊙ W_up x). Saved for backward: the two products. */
public final class Mlp implements Layer {

  private final Linear gate;
  private final Linear up;
  private final Linear down;

  public Mlp(Linear gate, Linear up, Linear down) {
    this.gate = gate;
    this.up = up;
    this.down = down;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    Tensor g = gate.forward(x, tape);
    Tensor u = up.forward(x, tape);
    tape.push(g);
    tape.push(u);
    Tensor gated = SwiGlu.forward(g, u);
    tape.remake(gated, List.of(g, u), saved -> SwiGlu.forward(saved.get(0), saved.get(1)));
    return down.forward(gated, tape);
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    Tensor dProduct = down.backward(dy, tape);
    Tensor u = tape.pop();
    Tensor g = tape.pop();
    SwiGlu.Gradients gradients = SwiGlu.backward(dProduct, g, u);
    Tensor dx = up.backward(gradients.up(), tape);
    return dx.add_(gate.backward(gradients.gate(), tape));
  }
}
