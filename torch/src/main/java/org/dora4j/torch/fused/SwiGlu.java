package org.dora4j.torch.fused;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** y = silu(g) ⊙ u, silu(g) = g σ(g): the gated unit of Llama's MLP. */
public final class SwiGlu {

  private static final int THREADS = 256;

  private SwiGlu() {}

  /** Gradients of g and u. */
  public record Gradients(Tensor gate, Tensor up) {}

  /** silu(gate) ⊙ up, both [N, f]. */
  public static Tensor forward(Tensor gate, Tensor up) {
    if (!Kernels.fit(gate, up)) {
      return forwardPlain(gate, up);
    }
    Tensor y = Tensors.emptyLike(gate);
    int width = Kernels.width(gate.dtype(), gate.count(), gate, up);
    long packs = gate.count() / width;
    Kernel.of("swiglu", "swiglu", gate.dtype(), width, gate.device())
        .launch(blocks(packs), 1, THREADS, gate, up, y, packs);
    return y;
  }

  static Tensor forwardPlain(Tensor gate, Tensor up) {
    return Ops.silu(gate).mul_(up);
  }

  /** Gradients given that of the result; {@code dy} is overwritten. */
  public static Gradients backward(Tensor dy, Tensor gate, Tensor up) {
    if (!Kernels.fit(dy, gate, up)) {
      return backwardPlain(dy, gate, up);
    }
    Tensor dUp = Tensors.emptyLike(up);
    int width = Kernels.width(gate.dtype(), gate.count(), gate, up, dy);
    long packs = gate.count() / width;
    Kernel.of("swiglu", "swiglu_backward", gate.dtype(), width, gate.device())
        .launch(blocks(packs), 1, THREADS, dy, gate, up, dy, dUp, packs);
    return new Gradients(dy, dUp);
  }

  static Gradients backwardPlain(Tensor dy, Tensor gate, Tensor up) {
    Tensor dUp = Ops.silu(gate).mul_(dy);
    return new Gradients(Ops.siluBackward(dy.mul_(up), gate), dUp);
  }

  private static long blocks(long packs) {
    return (packs + THREADS - 1) / THREADS;
  }
}
