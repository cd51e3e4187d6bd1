package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.Weight;

/**
 * DoRA under dropout where one {@link FeatureMask} k holds for all tokens that the gain sees, so
 * that the gain's share needs no second product with W:
 *
 * <pre>
 *   W'' = W ⊙ (1 + (g − 1) kᵀ)
 *   y   = x W''ᵀ + g ⊙ s (x̃ Aᵀ) Bᵀ       x̃ has a mask of its own for every token
 *   dm  = Σₜ dy ⊙ ((x ⊙ k) Wᵀ + s (x̃ Aᵀ) Bᵀ) / n
 * </pre>
 *
 * Half-precision W'' is rounded up or down at random, like {@link MergedWeight}.
 */
public final class MaskedGain {

  /** Below this slope of D in K the sum K is not recovered by division. */
  private static final double LEAST_SLOPE = 0.05;

  private static final int THREADS = 256;

  private MaskedGain() {}

  /**
   * A pass through the layer, of which the magnitude's gradient is wanted.
   *
   * @param dy gradient of the output [N, out]
   * @param y the output without a bias [N, out]
   * @param x the layer's input [N, in]
   * @param lowRank dyᵀ (x̃ Aᵀ) [out, r], F32 or wider
   * @param b B [out, r], F32 or wider
   * @param scaling s
   */
  public record Pass(Tensor dy, Tensor y, Tensor x, Tensor lowRank, Tensor b, double scaling) {}

  /**
   * W'' in W's type.
   *
   * @param weight W [out, in]
   * @param gain g [out]
   * @param key names the random numbers of the rounding in half precision
   */
  public static Tensor weight(Tensor weight, Tensor gain, FeatureMask mask, long key) {
    if (!rounds(weight)) {
      return weightPlain(weight, gain, mask);
    }
    Tensor out = Tensors.emptyLike(weight);
    int packs = Math.toIntExact(weight.count() / 8);
    kernel("masked_gain", weight)
        .launch(
            (packs + THREADS - 1) / THREADS,
            1,
            THREADS,
            weight,
            gain,
            out,
            packs,
            (int) (weight.size(1) / 8),
            DropoutDraw.fold(key),
            mask.key(),
            mask.threshold(),
            (float) mask.scale());
    return out;
  }

  static Tensor weightPlain(Tensor weight, Tensor gain, FeatureMask mask) {
    try (Scope scope = Scope.open()) {
      Tensor k = mask.factors(gain.dtype(), weight.device()).unsqueeze(0);
      Tensor factor = Ops.matmul(Ops.add(gain, -1).unsqueeze(1), k).add_(1);
      return scope.keep(Ops.mul(weight, factor).to(weight.dtype()));
    }
  }

  /** Whether half-precision weights of this kind are rounded at random: it takes the kernel. */
  public static boolean rounds(Weight weight) {
    return Kernels.packsHalves(weight);
  }

  /**
   * Adds the gradient of the magnitude; rows whose norm is 0 get none.
   *
   * <p>K = Σₜ dy ⊙ (x ⊙ k) Wᵀ is recovered from D = Σₜ dy ⊙ y: with c = 1/(1−p), the low-rank part
   * R and the hidden features' part S of Σₜ dy ⊙ x Wᵀ, D = (1/c + g − 1) K + S + g R.
   *
   * @param dm [out], F32 or wider
   * @param gain g [out]
   * @param norm n [out]
   */
  public static void addGradient(
      Tensor dm, Tensor weight, Tensor gain, Tensor norm, FeatureMask mask, Pass pass) {
    if (rounds(weight) && dm.dtype() == DType.F32 && Kernels.fit(pass.dy(), pass.y(), pass.x())) {
      addGradientOnGpu(dm, weight, gain, norm, mask, pass);
    } else {
      addGradientPlain(dm, weight, gain, norm, mask, pass);
    }
  }

  static void addGradientPlain(
      Tensor dm, Tensor weight, Tensor gain, Tensor norm, FeatureMask mask, Pass pass) {
    try (Scope scope = Scope.open()) {
      DType wide = dm.dtype();
      Tensor r = Ops.sum(Ops.mul(pass.lowRank(), pass.b()), 1, false).mul_(pass.scaling());
      Tensor d = Ops.sum(Ops.mul(pass.dy(), pass.y()), 0, false, wide);
      Tensor hidden = mask.hidden(weight.device());
      Tensor sums = Ops.matmulWide(pass.dy().t(), Ops.indexSelect(pass.x(), 1, hidden));
      Tensor s = Ops.sum(sums.mul_(Ops.indexSelect(weight, 1, hidden)), 1, false, wide);
      Tensor slope = Ops.mul(Ops.add(gain, -1), mask.scale()).add_(1);
      Tensor k = Ops.sub(Ops.sub(d, s), Ops.mul(gain, r)).mul_(mask.scale()).div_(slope);
      Tensor steep = Ops.lessOrEqual(Ops.abs(slope), LEAST_SLOPE);
      if (Ops.sum(steep.to(DType.F32)).item() > 0) {
        Tensor seen = Ops.mul(pass.x(), mask.factors(pass.x().dtype(), weight.device()));
        Tensor exact = Ops.mul(pass.dy(), Ops.linear(seen, weight));
        k = Ops.where(steep, Ops.sum(exact, 0, false, wide), k);
      }
      Tensor sum = Ops.div(Ops.add(k, r), norm);
      dm.add_(Ops.where(Ops.equal(norm, 0), Tensors.zerosLike(sum), sum));
    }
  }

  private static void addGradientOnGpu(
      Tensor dm, Tensor weight, Tensor gain, Tensor norm, FeatureMask mask, Pass pass) {
    int rows = (int) weight.size(0);
    int columns = (int) weight.size(1);
    int count = mask.hiddenCount();
    int padded = (count + 7) / 8 * 8;
    try (Scope scope = Scope.open()) {
      Tensor dots = MagnitudeGradient.partialDots(pass.dy(), pass.y());
      Tensor hidden = count == 0 ? null : mask.hidden(weight.device());
      Tensor sums = hidden == null ? null : hiddenDots(pass, hidden, padded);
      kernel("masked_magnitude_gradient", weight)
          .launch(
              (32L * rows + THREADS - 1) / THREADS,
              1,
              THREADS,
              dots,
              pass.lowRank(),
              pass.b(),
              sums,
              hidden,
              weight,
              gain,
              norm,
              dm,
              pass.dy(),
              pass.x(),
              (int) dots.size(0),
              rows,
              columns,
              (int) pass.x().size(0),
              (int) pass.b().size(1),
              count,
              padded,
              (float) pass.scaling(),
              mask.key(),
              mask.threshold(),
              (float) mask.scale(),
              (float) LEAST_SLOPE);
    }
  }

  /** dyᵀ x for the hidden features: [out, padded] F32. */
  private static Tensor hiddenDots(Pass pass, Tensor hidden, int padded) {
    Tensor x = pass.x();
    Tensor columns = Tensors.empty(x.dtype(), x.device(), x.size(0), padded);
    kernel("hidden_columns", x)
        .launch(
            x.size(0),
            1,
            THREADS,
            x,
            hidden,
            columns,
            (int) x.size(1),
            (int) hidden.size(0),
            padded);
    return Ops.matmulWide(pass.dy().t(), columns);
  }

  private static Kernel kernel(String function, Tensor like) {
    return Kernel.of("masked_gain", function, like.dtype(), 8, like.device());
  }
}
