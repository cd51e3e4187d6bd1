package org.dora4j.model;

import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * Trades time for memory (gradient checkpointing, Chen et al., 2016): saves only the layer's input
 * and runs its forward pass again before its backward pass.
 */
public final class Recompute implements Layer {

  private final Layer layer;

  public Recompute(Layer layer) {
    this.layer = layer;
  }

  @Override
  public Tensor forward(Tensor x, Tape tape) {
    if (!tape.isRecording()) {
      return layer.forward(x, tape);
    }
    tape.push(x);
    return layer.forward(x, tape.unrecorded());
  }

  @Override
  public Tensor backward(Tensor dy, Tape tape) {
    try (Scope scope = Scope.open();
        Tape again = tape.rerecorded()) {
      layer.forward(tape.pop(), again);
      return scope.keep(layer.backward(dy, again));
    }
  }
}
