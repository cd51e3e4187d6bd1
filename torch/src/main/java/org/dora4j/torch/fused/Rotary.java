package org.dora4j.torch.fused;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Turns feature i of each head's first half with feature i of its second half by the token's angle:
 * a' = a cos − b sin, b' = b cos + a sin. The transpose, for gradients, turns back.
 */
public final class Rotary {

  private static final int THREADS = 256;

  private Rotary() {}

  /** Turned queries [N, h, e] and keys [N, g, e]. */
  public record Turned(Tensor q, Tensor k) {}

  /**
   * Turns queries and keys.
   *
   * @param cos and {@code sin} [N, 1, e/2] in the type of q
   * @param back whether to turn the other way
   */
  public static Turned turn(Tensor q, Tensor k, Tensor cos, Tensor sin, boolean back) {
    double sign = back ? -1 : 1;
    if (!Kernels.fit(q, k, cos, sin)) {
      return new Turned(plain(q, cos, sin, sign), plain(k, cos, sin, sign));
    }
    Tensor turnedQ = Tensors.emptyLike(q);
    Tensor turnedK = Tensors.emptyLike(k);
    int half = (int) q.size(2) / 2;
    int width = Kernels.width(q.dtype(), half, q, k, cos, sin);
    long most = q.size(0) * Math.max(q.size(1), k.size(1)) * (half / width);
    Kernel.of("rotary", "rotary", q.dtype(), width, q.device())
        .launch(
            (most + THREADS - 1) / THREADS,
            2,
            THREADS,
            q,
            k,
            cos,
            sin,
            turnedQ,
            turnedK,
            q.size(0),
            (int) q.size(1),
            (int) k.size(1),
            half,
            (float) sign);
    return new Turned(turnedQ, turnedK);
  }

  static Tensor plain(Tensor x, Tensor cos, Tensor sin, double sign) {
    Tensor turned = Tensors.emptyLike(x);
    try (Scope scope = Scope.open()) {
      long half = x.size(2) / 2;
      Tensor first = x.narrow(2, 0, half);
      Tensor second = x.narrow(2, half, half);
      Ops.mulInto(turned.narrow(2, 0, half), first, cos).addMul_(second, sin, -sign);
      Ops.mulInto(turned.narrow(2, half, half), second, cos).addMul_(first, sin, sign);
    }
    return turned;
  }
}
