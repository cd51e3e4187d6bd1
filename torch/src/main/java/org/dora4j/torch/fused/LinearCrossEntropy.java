package org.dora4j.torch.fused;

import java.util.Objects;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * loss = −log softmax(x Wᵀ)[target] per row and its gradient for x, for a frozen W [V, d] on a CPU.
 *
 * <p>The columns of x Wᵀ come a block at a time, and a block is used up while it and its rows of W
 * are in the cache. With the largest logit so far t, a row keeps S = Σ exp(zᵥ − t) and G = Σ exp(zᵥ
 * − t) Wᵥ, both scaled by exp(t − t') where a block has a larger one t'. At the end
 *
 * <pre>
 *   loss = t + log S − x · W[target],   dx = scale · (G / S − W[target])
 * </pre>
 *
 * so that W is read once, nobody passes over all logits, and they take no memory. A product that
 * writes whole rows of logits is slow besides: its rows lie so far apart that each is in a page of
 * its own.
 */
public final class LinearCrossEntropy {

  /** Logits of a block: 4 MiB in F32, for the cache. */
  private static final long BLOCK_ELEMENTS = 1L << 20;

  private static final long LEAST_COLUMNS = 256;
  private static final long MOST_COLUMNS = 4096;
  private static final long MOST_ROWS = BLOCK_ELEMENTS / LEAST_COLUMNS;

  private LinearCrossEntropy() {}

  /** Most logits that {@link #of} holds at once for so many rows and columns. */
  public static long elements(long rows, long columns) {
    long together = Math.min(rows, MOST_ROWS);
    return together * Math.min(columns, columnsOf(together));
  }

  private static long columnsOf(long rows) {
    return Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, BLOCK_ELEMENTS / Math.max(1, rows)));
  }

  /**
   * Losses of rows, and their gradient.
   *
   * @param x [R, d], F32 or F64
   * @param weight W [V, d] in the type of x
   * @param targets I64 [R]
   * @param scale of the gradient
   * @param gradient dx [R, d], written where it is not null
   * @return the losses [R] in the type of x
   */
  public static Tensor of(
      Tensor x, Tensor weight, Tensor targets, double scale, @Nullable Tensor gradient) {
    Tensor losses = Tensors.empty(x.dtype(), x.device(), x.size(0));
    for (long start = 0; start < x.size(0); start += MOST_ROWS) {
      long length = Math.min(MOST_ROWS, x.size(0) - start);
      try (Scope scope = Scope.open()) {
        Rows rows = new Rows(x.narrow(0, start, length), weight, gradient != null);
        rows.addAll();
        Tensor hits = Ops.indexSelect(weight, 0, targets.narrow(0, start, length));
        losses.narrow(0, start, length).copy_(rows.losses(hits));
        if (gradient != null) {
          gradient.narrow(0, start, length).copy_(rows.gradient(hits, scale));
        }
      }
    }
    return losses;
  }

  /** What a few rows keep from block to block. */
  private static final class Rows {
    private final Tensor x;
    private final Tensor weight;
    private final Tensor top; // t [R, 1]
    private final Tensor sum; // S [R, 1]
    private final @Nullable Tensor mean; // G [R, d]

    Rows(Tensor x, Tensor weight, boolean gradient) {
      this.x = x;
      this.weight = weight;
      this.top = Tensors.full(Double.NEGATIVE_INFINITY, x.dtype(), x.device(), x.size(0), 1);
      this.sum = Tensors.zerosLike(top);
      this.mean = gradient ? Tensors.zerosLike(x) : null;
    }

    void addAll() {
      long columns = Math.min(weight.size(0), columnsOf(x.size(0)));
      Tensor block = Tensors.empty(x.dtype(), x.device(), x.size(0) * columns);
      for (long start = 0; start < weight.size(0); start += columns) {
        long length = Math.min(columns, weight.size(0) - start);
        Tensor z = block.narrow(0, 0, x.size(0) * length).view(x.size(0), length);
        add(z, weight.narrow(0, start, length));
      }
    }

    private void add(Tensor z, Tensor some) {
      try (Scope scope = Scope.open()) {
        Ops.matmulInto(z, x, some.t());
        Tensor highest = Ops.maximum(top, Ops.max(z, 1, true));
        Tensor shrink = Ops.exp(Ops.sub(top, highest));
        top.copy_(highest);
        z.sub_(highest).exp_();
        sum.mul_(shrink).add_(Ops.sum(z, 1, true));
        if (mean != null) {
          mean.mul_(shrink).addMatmul_(z, some, 1, 1);
        }
      }
    }

    Tensor losses(Tensor hits) {
      Tensor logits = Ops.sum(Ops.mul(x, hits), 1, true);
      return Ops.log(sum).add_(top).sub_(logits).view(-1);
    }

    /** G / S − W[target], scaled, in G's place. */
    Tensor gradient(Tensor hits, double scale) {
      return Objects.requireNonNull(mean).div_(sum).sub_(hits).mul_(scale);
    }
  }
}
