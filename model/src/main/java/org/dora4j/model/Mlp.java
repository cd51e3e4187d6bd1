package org.dora4j.model;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;

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
    return down.forward(Ops.silu(g).mul_(u), tape);
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    Tensor dProduct = down.backward(dy, tape);
    Tensor u = tape.pop();
    Tensor g = tape.pop();
    Tensor dUp = Ops.silu(g).mul_(dProduct);
    Tensor dGate = Ops.siluBackward(dProduct.mul_(u), g);
    Tensor dx = up.backward(dUp, tape);
    return dx.add_(gate.backward(dGate, tape));
  }
}
