package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Root-mean-square normalisation of rows: y = w ⊙ round(x ρ), ρ = 1/√(mean(x²) + ε). ρ is computed
 * in at least F32, and x ρ is rounded to the type of x before w is applied, as Llama does.
 */
public final class Rms {

  private static final String FILE = "rms_norm";

  private Rms() {}

  /**
   * @param x what was normalised [N, d]: the input, or its sum with a residual
   * @param y [N, d]
   * @param inverseRms ρ [N, 1] in F32 or wider
   */
  public record Normed(Tensor x, Tensor y, Tensor inverseRms) {}

  /**
   * Normalises x [N, d], or x + delta where there is one.
   *
   * @param weight w [d]
   */
  public static Normed forward(Tensor x, @Nullable Tensor delta, Tensor weight, double epsilon) {
    return Kernels.fit(x, delta, weight)
        ? forwardOnGpu(x, delta, weight, epsilon)
        : forwardPlain(delta == null ? x : Ops.add(x, delta), weight, epsilon);
  }

  static Normed forwardPlain(Tensor x, Tensor weight, double epsilon) {
    try (Scope scope = Scope.open()) {
      Tensor wide = widened(x);
      Tensor mean = Ops.sum(Ops.square(wide), -1, true).mul_(1.0 / wide.size(1));
      Tensor scale = scope.keep(Ops.rsqrt(mean.add_(epsilon)));
      return new Normed(x, scope.keep(weighted(wide, scale, x.dtype(), weight)), scale);
    }
  }

  private static Normed forwardOnGpu(
      Tensor x, @Nullable Tensor delta, Tensor weight, double epsilon) {
    Tensor sum = delta == null ? x : Tensors.emptyLike(x);
    Tensor y = Tensors.emptyLike(x);
    Tensor scale = Tensors.empty(DType.F32, x.device(), x.size(0), 1);
    kernel("rms_norm", x, weight)
        .launch(
            x.size(0),
            1,
            threads(x),
            x,
            delta,
            weight,
            delta == null ? null : sum,
            y,
            scale,
            (int) x.size(1),
            (float) epsilon);
    return new Normed(sum, y, scale);
  }

  /** y once more from x and ρ: cheaper than keeping it. */
  public static Tensor again(Tensor x, Tensor inverseRms, Tensor weight) {
    if (!Kernels.fit(x, weight)) {
      try (Scope scope = Scope.open()) {
        return scope.keep(weighted(widened(x), inverseRms, x.dtype(), weight));
      }
    }
    Tensor y = Tensors.emptyLike(x);
    kernel("rms_norm_again", x, weight)
        .launch(x.size(0), 1, threads(x), x, inverseRms, weight, y, (int) x.size(1));
    return y;
  }

  private static Tensor weighted(Tensor wide, Tensor scale, DType dtype, Tensor weight) {
    return Ops.mul(wide, scale).to(dtype).mul_(weight);
  }

  /**
   * dx = ρ (w⊙dy − x̂ · mean(x̂ ⊙ w ⊙ dy)) with x̂ = x ρ, plus the gradient that reaches x past the
   * norm.
   *
   * @param residual [N, d], or null
   */
  public static Tensor backward(
      Tensor dy, Tensor x, Tensor inverseRms, Tensor weight, @Nullable Tensor residual) {
    if (!Kernels.fit(dy, x, weight, residual)) {
      return backwardPlain(dy, x, inverseRms, weight, residual);
    }
    Tensor dx = Tensors.emptyLike(x);
    kernel("rms_norm_backward", x, weight)
        .launch(x.size(0), 1, threads(x), dy, x, inverseRms, weight, residual, dx, (int) x.size(1));
    return dx;
  }

  static Tensor backwardPlain(
      Tensor dy, Tensor x, Tensor inverseRms, Tensor weight, @Nullable Tensor residual) {
    try (Scope scope = Scope.open()) {
      Tensor normed = Ops.mul(widened(x), inverseRms);
      Tensor weighted = Ops.mul(widened(dy), widened(weight));
      Tensor mean = Ops.sum(Ops.mul(weighted, normed), -1, true).mul_(1.0 / x.size(1));
      Tensor dx = weighted.addMul_(normed, mean, -1).mul_(inverseRms).to(dy.dtype());
      return scope.keep(residual == null ? dx : dx.add_(residual));
    }
  }

  private static Kernel kernel(String function, Tensor x, Tensor weight) {
    int width = Kernels.width(x.dtype(), x.size(1), x, weight);
    return Kernel.of(FILE, function, x.dtype(), width, x.device());
  }

  private static int threads(Tensor x) {
    long packs = x.size(1) * x.dtype().bytes() / 16;
    return (int) Math.max(64, Math.min(256, (packs + 31) / 32 * 32));
  }

  private static Tensor widened(Tensor x) {
    return x.dtype().bytes() < 4 ? x.to(DType.F32) : x;
  }
}
