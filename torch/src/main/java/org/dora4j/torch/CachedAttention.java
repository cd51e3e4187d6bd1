package org.dora4j.torch;

import org.jspecify.annotations.Nullable;

/**
 * Attention of one new token per text to cached keys: softmax(q kᵀ · scale + mask) v. The cached
 * tokens of a text lie before its new one or are itself, so nothing is causal here.
 *
 * <p>On a GPU in half precision each call is one kernel; elsewhere it is the formula. Grouped-query
 * attention: what reads the same keys, the heads of a group and the texts that share a row, stands
 * side by side as rows of one product.
 */
public final class CachedAttention {

  private CachedAttention() {}

  /**
   * One text per row, which sees all tokens of its row.
   *
   * @param q [R, h, e]
   * @param keys [R, capacity, g, e], contiguous
   * @param values shaped like the keys
   * @param rows how many tokens each row holds
   * @return [R, h, e]
   */
  public static Tensor rows(Tensor q, Tensor keys, Tensor values, CacheRows rows, double scale) {
    try (Scope scope = Scope.open()) {
      if (VarlenAttention.usesFlashOnGpu(q, q.size(2))) {
        return scope.keep(flash(q, keys, values, rows, scale));
      }
      Tensor mask = rows.isEven() ? null : rows.mask(q.dtype());
      return scope.keep(
          plain(q, filled(keys, rows.longest()), filled(values, rows.longest()), mask, scale));
    }
  }

  /**
   * Several texts per row, each of which sees some of the row's tokens.
   *
   * @param q [R · texts, h, e]; the texts that share a row lie one behind another
   * @param keys [R, capacity, g, e]
   * @param values shaped like the keys
   * @param mask what is added to the scores, 0 or −∞, in the type of {@code q}: contiguous [R ·
   *     texts, h / g, columns], the same for all heads of a group; columns are a multiple of 8 and
   *     at least {@code filled}
   * @param filled number of tokens to look at in each row
   * @return [R · texts, h, e]
   */
  public static Tensor masked(
      Tensor q, Tensor keys, Tensor values, Tensor mask, long filled, double scale) {
    try (Scope scope = Scope.open()) {
      Tensor k = filled(keys, filled);
      Tensor v = filled(values, filled);
      Tensor bias = biasByGroup(mask, k).narrow(3, 0, filled);
      return scope.keep(
          VarlenAttention.usesFlashOnGpu(q, q.size(2))
              ? efficient(q, k, v, bias, scale)
              : plain(q, k, v, bias, scale));
    }
  }

  private static Tensor filled(Tensor cached, long tokens) {
    return cached.narrow(1, 0, tokens);
  }

  private static Tensor flash(Tensor q, Tensor keys, Tensor values, CacheRows rows, double scale) {
    return Boxed.call(
            "_flash_attention_forward",
            q,
            flat(keys),
            flat(values),
            rows.queryOffsets(),
            rows.keyOffsets(),
            1L,
            (long) rows.longest(),
            0.0,
            false,
            false,
            scale,
            null,
            null,
            rows.lengths(),
            null)
        .tensor(0);
  }

  private static Tensor flat(Tensor cached) {
    return cached.view(cached.size(0) * cached.size(1), cached.size(2), cached.size(3));
  }

  private static Tensor efficient(Tensor q, Tensor keys, Tensor values, Tensor bias, double scale) {
    Tensor queries = byGroup(q, keys);
    Boxed.Results all =
        Boxed.call(
            "_scaled_dot_product_efficient_attention",
            queries,
            keys.transpose(1, 2),
            values.transpose(1, 2),
            bias.expand(queries.size(0), queries.size(1), queries.size(2), bias.size(3)),
            false,
            0.0,
            false,
            scale);
    return byText(all.tensor(0), q);
  }

  /** The formula: the twin of the kernels. */
  private static Tensor plain(
      Tensor q, Tensor keys, Tensor values, @Nullable Tensor bias, double scale) {
    Tensor scores = Ops.matmul(byGroup(q, keys), keys.permute(0, 2, 3, 1)).mul_(scale);
    Tensor masked = bias == null ? scores : scores.add_(bias); // [R, g, texts · h/g, T]
    Tensor wide = masked.dtype().bytes() < 4 ? masked.to(DType.F32) : masked;
    Tensor p = Ops.softmax(wide, 3).to(q.dtype());
    return byText(Ops.matmul(p, values.permute(0, 2, 1, 3)), q);
  }

  /** [R · texts, h, e] as [R, g, texts · h/g, e]. */
  private static Tensor byGroup(Tensor q, Tensor keys) {
    long rows = keys.size(0);
    long texts = q.size(0) / rows;
    long groups = keys.size(2);
    long heads = q.size(1) / groups;
    return q.view(rows, texts, groups, heads, q.size(2))
        .permute(0, 2, 1, 3, 4)
        .reshape(rows, groups, texts * heads, q.size(2));
  }

  /**
   * [R · texts, h/g, columns] as [R, 1, texts · h/g, columns]: rows as {@link #byGroup} has them.
   */
  private static Tensor biasByGroup(Tensor mask, Tensor keys) {
    long rows = keys.size(0);
    return mask.view(rows, 1, mask.size(0) / rows * mask.size(1), mask.size(2));
  }

  /** The way back from {@link #byGroup}. */
  private static Tensor byText(Tensor grouped, Tensor q) {
    long rows = grouped.size(0);
    long groups = grouped.size(1);
    long texts = q.size(0) / rows;
    return grouped
        .reshape(rows, groups, texts, q.size(1) / groups, q.size(2))
        .permute(0, 2, 1, 3, 4)
        .reshape(q.size(0), q.size(1), q.size(2));
  }
}
