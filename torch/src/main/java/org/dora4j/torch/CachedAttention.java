package org.dora4j.torch;

import java.util.ArrayList;
import java.util.List;

/**
 * Attention of one new token per text to cached keys: softmax(q kᵀ · scale) v, without a causal
 * mask, because all cached tokens lie before the new one or are itself.
 *
 * <p>The keys may lie in several parts, such as a prompt that several texts share and each text's
 * own continuation. With the output oᵢ and log-sum-exp lᵢ of each part, the attention over all of
 * them is Σ oᵢ · exp(lᵢ − l) with l = log Σ exp(lᵢ): two parts of one softmax.
 *
 * <p>On a GPU in half precision each part is one flash kernel; elsewhere scores of all parts are
 * written one behind another and normalised at once.
 */
public final class CachedAttention {

  private CachedAttention() {}

  /**
   * A part of the keys.
   *
   * @param keys [R, capacity, g, e], contiguous
   * @param values shaped like the keys
   * @param rows which of them hold tokens, and how many texts read each row
   */
  public record Part(Tensor keys, Tensor values, CacheRows rows) {}

  /** Output [N, h, e] and log-sum-exp of the scores, F32 [h, N]. */
  record Attended(Tensor output, Tensor logSumExp) {}

  /**
   * Attends each text's new token to all its parts.
   *
   * @param q [N, h, e]; the texts that share a row lie one behind another
   * @param parts one or two, each with N / queries rows
   * @return [N, h, e]
   */
  public static Tensor forward(Tensor q, List<Part> parts, double scale) {
    try (Scope scope = Scope.open()) {
      return scope.keep(
          VarlenAttention.usesFlashOnGpu(q, q.size(2))
              ? flash(q, parts, scale)
              : plain(q, parts, scale));
    }
  }

  private static Tensor flash(Tensor q, List<Part> parts, double scale) {
    Attended first = kernel(q, parts.get(0), scale);
    return parts.size() == 1 ? first.output() : joined(first, kernel(q, parts.get(1), scale));
  }

  private static Attended kernel(Tensor q, Part part, double scale) {
    CacheRows rows = part.rows();
    Boxed.Results all =
        Boxed.call(
            "_flash_attention_forward",
            q,
            flat(part.keys()),
            flat(part.values()),
            rows.queryOffsets(),
            rows.keyOffsets(),
            (long) rows.queries(),
            (long) rows.longest(),
            0.0,
            false,
            false,
            scale,
            null,
            null,
            rows.lengths(),
            null);
    return new Attended(all.tensor(0), all.tensor(1));
  }

  private static Tensor flat(Tensor cached) {
    return cached.view(cached.size(0) * cached.size(1), cached.size(2), cached.size(3));
  }

  /** Two parts of one softmax: a · σ(la − lb) + b · σ(lb − la), added in F32 and rounded once. */
  static Tensor joined(Attended a, Attended b) {
    Tensor difference = Ops.sub(a.logSumExp(), b.logSumExp()).t().unsqueeze(2); // [N, h, 1]
    Tensor sum = Ops.mul(a.output(), Ops.sigmoid(difference));
    return sum.addMul_(b.output(), Ops.sigmoid(Ops.neg(difference)), 1).to(a.output().dtype());
  }

  /** The formula: the twin of the kernels. */
  static Tensor plain(Tensor q, List<Part> parts, double scale) {
    List<Tensor> scores = new ArrayList<>();
    for (Part part : parts) {
      scores.add(scores(q, part, scale));
    }
    Tensor all = scores.size() == 1 ? scores.get(0) : Ops.cat(scores, 2);
    Tensor wide = all.dtype().bytes() < 4 ? all.to(DType.F32) : all;
    Tensor p = Ops.softmax(wide, 2).to(q.dtype()); // [N, h, T]
    Tensor output = null;
    long start = 0;
    for (Part part : parts) {
      Tensor mixed = mixed(p.narrow(2, start, part.rows().longest()), part);
      output = output == null ? mixed : output.add_(mixed);
      start += part.rows().longest();
    }
    return java.util.Objects.requireNonNull(output, "attention needs a part");
  }

  /** q kᵀ · scale of one part, −∞ where a row has no token: [N, h, T]. */
  private static Tensor scores(Tensor q, Part part, double scale) {
    Tensor keys = part.keys().narrow(1, 0, part.rows().longest()).permute(0, 2, 3, 1);
    Tensor scores = Ops.matmul(byGroup(q, part), keys).mul_(scale); // [R, g, queries · h/g, T]
    if (!part.rows().isEven()) {
      scores.maskedFill_(part.rows().unread(), Double.NEGATIVE_INFINITY);
    }
    return byText(scores, q, part);
  }

  private static Tensor mixed(Tensor p, Part part) {
    Tensor values = part.values().narrow(1, 0, part.rows().longest()).permute(0, 2, 1, 3);
    return byText(Ops.matmul(byGroup(p, part), values), p, part);
  }

  /** [N, h, x] as [R, g, queries · h/g, x]: what reads the same keys lies together. */
  private static Tensor byGroup(Tensor q, Part part) {
    long rows = part.rows().count();
    long queries = part.rows().queries();
    long groups = part.keys().size(2);
    long heads = q.size(1) / groups;
    return q.reshape(rows, queries, groups, heads, q.size(2))
        .permute(0, 2, 1, 3, 4)
        .reshape(rows, groups, queries * heads, q.size(2));
  }

  /** The way back from {@link #byGroup}: [R, g, queries · h/g, x] as [N, h, x]. */
  private static Tensor byText(Tensor grouped, Tensor q, Part part) {
    long rows = part.rows().count();
    long queries = part.rows().queries();
    long groups = part.keys().size(2);
    return grouped
        .reshape(rows, groups, queries, q.size(1) / groups, grouped.size(3))
        .permute(0, 2, 1, 3, 4)
        .reshape(q.size(0), q.size(1), grouped.size(3));
  }
}
