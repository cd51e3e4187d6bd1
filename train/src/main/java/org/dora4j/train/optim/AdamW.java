package org.dora4j.train.optim;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.AdamWUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), in torch's order of
 * operations. With gradient g, step count t from 1 and learning rate η:
 *
 * <pre>
 *   θ ← θ (1 − η λ)
 *   m ← m + (1 − β₁)(g − m)            m̂ = m / (1 − β₁ᵗ)
 *   v ← β₂ v + (1 − β₂) g²             v̂ = v / (1 − β₂ᵗ)
 *   θ ← θ − η m̂ / (√v̂ + ε)
 * </pre>
 */
public final class AdamW {

  /** Elements updated at a time, so that the one temporary stays small: 4 Mi are 16 MiB in F32. */
  private static final long CHUNK = 1L << 22;

  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private long steps;

  /**
   * @param beta1 memory of the mean gradient, 0.9 by custom; below 1
   * @param beta2 memory of the mean square, 0.999 by custom; smaller values forget outliers sooner
   * @param epsilon added to the root, 1e-8 by custom; keeps tiny gradients from full-size updates
   */
  public AdamW(double beta1, double beta2, double epsilon) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  /** Number of updates made, t. */
  public long steps() {
    return steps;
  }

  /** Continues after {@code done} updates, with the moments that they left. */
  public void resumeAfter(long done) {
    steps = done;
  }

  /**
   * Updates all parameters from their gradients.
   *
   * @param factor by which every group's peak learning rate is scaled, see {@link Schedule#factor}
   */
  public void step(FlatParameters parameters, double factor) {
    step(parameters, factor, null, 0);
  }

  /**
   * The same with clipped gradients, where {@link #clipsOnTheWay}: nobody waits for the norm, and
   * where it is not finite nothing changes, which the caller learns later and {@linkplain
   * #takeBack() tells}.
   *
   * @param norm of all gradients as one F32 number on their device
   */
  public void step(FlatParameters parameters, double factor, GradientClip clip, Tensor norm) {
    step(parameters, factor, norm, clip.limit());
  }

  /** Whether the update itself can clip and judge the gradients: on a GPU with our kernels. */
  public static boolean clipsOnTheWay(FlatParameters parameters) {
    return parameters.groups().stream().allMatch(group -> AdamWUpdate.usable(group.values()));
  }

  /** An update turned out to have changed nothing: it does not count. */
  public void takeBack() {
    steps--;
  }

  private void step(FlatParameters parameters, double factor, @Nullable Tensor norm, double limit) {
    steps++;
    for (ParameterGroup group : parameters.groups()) {
      double rate = group.options().learningRate() * factor;
      if (AdamWUpdate.usable(group.values())) {
        AdamWUpdate.apply(
            group.values(),
            group.gradients(),
            group.firstMoments(),
            group.secondMoments(),
            norm,
            limit,
            new AdamWUpdate.Numbers(
                rate, group.options().weightDecay(), beta1, beta2, epsilon, steps));
        continue;
      }
      for (long start = 0; start < group.values().count(); start += CHUNK) {
        update(group, start, Math.min(CHUNK, group.values().count() - start), rate);
      }
    }
    parameters.publish();
  }

  private void update(ParameterGroup group, long start, long length, double rate) {
    try (Scope scope = Scope.open()) {
      Tensor theta = group.values().narrow(0, start, length);
      Tensor g = group.gradients().narrow(0, start, length);
      Tensor m = group.firstMoments().narrow(0, start, length);
      Tensor v = group.secondMoments().narrow(0, start, length);
      if (group.options().weightDecay() != 0) {
        theta.mul_(1 - rate * group.options().weightDecay());
      }
      m.lerp_(g, 1 - beta1);
      v.mul_(beta2).addMul_(g, g, 1 - beta2);
      double rootCorrection = Math.sqrt(1 - Math.pow(beta2, (double) steps));
      Tensor denominator = Ops.sqrt(v).mul_(1 / rootCorrection).add_(epsilon);
      theta.addDiv_(m, denominator, -rate / (1 - Math.pow(beta1, (double) steps)));
    }
  }
}
