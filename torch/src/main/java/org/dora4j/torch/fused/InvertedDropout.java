package org.dora4j.torch.fused;

import java.util.Arrays;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Inverted dropout: k ⊙ x, where each element of k is 0 with probability p, else 1/(1−p), and
 * follows from a key, so that nothing has to be kept to draw it again.
 */
public final class InvertedDropout {

  private static final int THREADS = 256;

  private InvertedDropout() {}

  /**
   * k ⊙ x.
   *
   * @param x any shape
   * @param p probability of 0, in [0, 1)
   * @param key names the random numbers
   */
  public static Tensor apply(Tensor x, double p, long key) {
    if (!Kernels.fit(x)) {
      return Ops.mul(x, Rng.dropoutMask(x, p, key));
    }
    return onGpu(x, p, key);
  }

  /** The same for tokens x [N, …] of sequences, which have masks of their own on a CPU. */
  public static Tensor apply(Tensor x, Sequences sequences, double p, long key) {
    if (!hasOwnMasks(x, sequences)) {
      return apply(x, p, key);
    }
    return Ops.mul(x, Rng.dropoutMask(x, sequences, p, key));
  }

  /** A head that sees only trained tokens has one mask for all of them. */
  private static boolean hasOwnMasks(Tensor x, Sequences sequences) {
    return !x.device().cuda() && x.size(0) == sequences.tokens();
  }

  private static Tensor onGpu(Tensor x, double p, long key) {
    Tensor y = Tensors.emptyLike(x);
    launch("dropout", x, y, p, key);
    return y;
  }

  /** dx + k ⊙ d, into dx, which is returned. */
  public static Tensor addTo(Tensor dx, Tensor d, double p, long key) {
    if (!Kernels.fit(dx, d)) {
      return dx.addMul_(d, Rng.dropoutMask(d, p, key), 1);
    }
    launch("add_dropped", d, dx, p, key);
    return dx;
  }

  /** The same for tokens of sequences, see {@link #apply(Tensor, Sequences, double, long)}. */
  public static Tensor addTo(Tensor dx, Tensor d, Sequences sequences, double p, long key) {
    if (!hasOwnMasks(d, sequences)) {
      return addTo(dx, d, p, key);
    }
    return dx.addMul_(d, Rng.dropoutMask(d, sequences, p, key), 1);
  }

  private static void launch(String function, Tensor from, Tensor to, double p, long key) {
    int width = Kernels.width(from.dtype(), from.count(), from, to);
    long packs = from.count() / width;
    int threshold = DropoutDraw.threshold(p);
    Kernel.of("dropout", function, from.dtype(), width, from.device())
        .launch(
            (packs + THREADS - 1) / THREADS,
            1,
            THREADS,
            from,
            to,
            packs,
            DropoutDraw.fold(key),
            threshold,
            (float) DropoutDraw.scale(threshold));
  }

  /** What the kernels draw for so many elements, one after another on the host. */
  static float[] drawn(int elements, double p, long key) {
    int threshold = DropoutDraw.threshold(p);
    float[] factors = new float[elements];
    Arrays.fill(factors, (float) DropoutDraw.scale(threshold));
    for (int i : DropoutDraw.hidden(elements, threshold, DropoutDraw.fold(key))) {
      factors[i] = 0;
    }
    return factors;
  }
}
