package org.dora4j.torch.fused;

import org.dora4j.torch.CacheRows;
import org.dora4j.torch.CachedAttention;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * A step of decoding: stores the key and value of every text's next token in its row of a cache,
 * and attends from the token to its row, itself included.
 */
public final class NextToken {

  private static final int THREADS = 256;

  /** That a thread reads at a time; 4, 8, 16 or 32 threads read a head. */
  private static final int BYTES = 16;

  /** Queries of the same keys that one block of threads takes at most. */
  private static final int MOST_QUERIES = 4;

  private NextToken() {}

  /**
   * One text per row, behind as many tokens as the row holds.
   *
   * @param q [R, h, e]
   * @param k and {@code v} [R, g, e]
   * @param keys [R, capacity, g, e], changed
   * @param values shaped like the keys, changed
   * @param rows the tokens in each row, the next one counted
   * @return [R, h, e]
   */
  public static Tensor rows(
      Tensor q, Tensor k, Tensor v, Tensor keys, Tensor values, CacheRows rows, double scale) {
    if (fits(q, k, v, keys, values)) {
      return launch(q, k, v, keys, values, rows, null, scale);
    }
    return rowsPlain(q, k, v, keys, values, rows, scale);
  }

  static Tensor rowsPlain(
      Tensor q, Tensor k, Tensor v, Tensor keys, Tensor values, CacheRows rows, double scale) {
    try (Scope scope = Scope.open()) {
      flat(keys).indexCopy_(0, rows.newest(), k);
      flat(values).indexCopy_(0, rows.newest(), v);
      return scope.keep(CachedAttention.rows(q, keys, values, rows, scale));
    }
  }

  private static Tensor flat(Tensor cached) {
    return cached.view(cached.size(0) * cached.size(1), cached.size(2), cached.size(3));
  }

  /**
   * Several texts per row, whose next tokens stand side by side at its end. A text sees those of
   * the others that its mask allows, and of the next tokens its own.
   *
   * @param q [R · texts, h, e]; the texts that share a row lie one behind another
   * @param k and {@code v} [R · texts, g, e]
   * @param keys [R, capacity, g, e], changed
   * @param values shaped like the keys, changed
   * @param mask see {@link CachedAttention#masked}; for the next tokens 0 where a text meets itself
   * @param rows the tokens in each row, the next ones counted, the same number in all rows
   * @return [R · texts, h, e]
   */
  public static Tensor masked(
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor keys,
      Tensor values,
      Tensor mask,
      CacheRows rows,
      double scale) {
    if (fits(q, k, v, keys, values) && Kernels.fit(q, mask)) {
      return launch(q, k, v, keys, values, rows, mask, scale);
    }
    return maskedPlain(q, k, v, keys, values, mask, rows, scale);
  }

  static Tensor maskedPlain(
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor keys,
      Tensor values,
      Tensor mask,
      CacheRows rows,
      double scale) {
    try (Scope scope = Scope.open()) {
      long[] shape = keys.shape();
      long texts = k.size(0) / shape[0];
      long stored = rows.longest() - texts;
      keys.narrow(1, stored, texts).copy_(k.view(shape[0], texts, shape[2], shape[3]));
      values.narrow(1, stored, texts).copy_(v.view(shape[0], texts, shape[2], shape[3]));
      return scope.keep(CachedAttention.masked(q, keys, values, mask, rows.longest(), scale));
    }
  }

  /**
   * Whether the kernel does the work of a model, so that nothing but device memory says what a step
   * does.
   *
   * @param size features of a head
   */
  public static boolean usable(DType dtype, long size, Device device) {
    long lanes = size * dtype.bytes() / BYTES;
    return Kernels.usable(device)
        && dtype.bytes() <= 4
        && size * dtype.bytes() % BYTES == 0
        && lanes >= 4
        && lanes <= 32
        && Long.bitCount(lanes) == 1;
  }

  private static boolean fits(Tensor... tensors) {
    Tensor q = tensors[0];
    return Kernels.fit(tensors)
        && usable(q.dtype(), q.size(2), q.device())
        && Kernels.width(q.dtype(), q.size(2), tensors) > 1;
  }

  private static Tensor launch(
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor keys,
      Tensor values,
      CacheRows rows,
      @Nullable Tensor mask,
      double scale) {
    Tensor out = Tensors.emptyLike(q);
    int groups = (int) keys.size(2);
    int texts = (int) q.size(0) / rows.count();
    int heads = (int) q.size(1) / groups;
    int width = Kernels.width(q.dtype(), q.size(2), q);
    int queries = Math.min(texts * heads, MOST_QUERIES);
    Kernel.of(
            "next_token",
            "next_token_" + q.size(2) / width,
            new KernelForm(q.dtype(), width, queries, 0),
            0,
            q.device())
        .launch(
            (long) rows.count() * groups,
            (texts * heads + queries - 1) / queries,
            THREADS,
            q,
            k,
            v,
            keys,
            values,
            rows.lengths(),
            mask,
            out,
            texts,
            groups,
            heads,
            (int) keys.size(1),
            mask == null ? 0 : (int) mask.size(2),
            (float) scale);
    return out;
  }
}
