package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.BestTokens;

/**
 * Continuations of every prompt's texts by one token, the best first: S of the K · V there are.
 *
 * @param scores Σ log p of text and token: F32 [B, S]
 * @param parents the text that is continued, 0 to K − 1: I64 [B, S]
 * @param tokens by which it is continued: I64 [B, S]
 */
record Continuations(Tensor scores, Tensor parents, Tensor tokens) {

  /**
   * The S continuations with the highest scores.
   *
   * @param logits [B · K, V]; or [B, V] where all texts of a prompt are still the same
   * @param scores of the texts so far: F32 [B, K]
   */
  static Continuations best(Tensor logits, Tensor scores, int count) {
    // No more than S of the best can continue the same text.
    int each = (int) Math.min(count, logits.size(1));
    BestTokens.Best rows = BestTokens.of(logits, each);
    Tensor totals = totals(rows.scores(), scores); // [B, K · S]
    Ops.Pair best = Ops.topK(totals, count);
    Tensor tokens = spread(rows.tokens(), scores).reshape(totals.size(0), totals.size(1));
    return new Continuations(
        best.first(), Ops.floorDiv(best.second(), each), Ops.gather(tokens, 1, best.second()));
  }

  /**
   * S different continuations, drawn one after another in proportion to exp(score).
   *
   * <p>A text's scores are its log p / temperature, restricted by top-k, then by top-p. Adding
   * noise −log(−log u) to all scores and taking the S largest is the same as drawing (Gumbel).
   *
   * @param least number of tokens that top-k and top-p must leave to each text
   * @param step names the random numbers
   */
  static Continuations drawn(
      Tensor logits, Tensor scores, int count, Sampling sampling, int least, int step) {
    try (Scope scope = Scope.open()) {
      Tensor p = Ops.logSoftmax(logits.to(DType.F32), 1).mul_(1 / sampling.temperature());
      Ops.Pair kept = sampling.restricted(p, least);
      Tensor totals = totals(kept.first(), scores); // [B, K · k]
      Tensor noise = noise(totals, sampling.seed(), step);
      Tensor drawn = Ops.topK(Ops.add(totals, noise), count).second();
      Ops.Pair sorted = Ops.sortDescending(Ops.gather(totals, 1, drawn));
      Tensor places = Ops.gather(drawn, 1, sorted.second());
      Tensor tokens = spread(kept.second(), scores).reshape(totals.size(0), totals.size(1));
      return new Continuations(
          scope.keep(sorted.first()),
          scope.keep(Ops.floorDiv(places, kept.first().size(1))),
          scope.keep(Ops.gather(tokens, 1, places)));
    }
  }

  /** Scores of texts and their continuations together: [B, K · V]. */
  private static Tensor totals(Tensor p, Tensor scores) {
    Tensor totals = Ops.add(spread(p, scores), scores.unsqueeze(2));
    return totals.view(scores.size(0), scores.size(1) * p.size(1));
  }

  /** One row for each text: [B, K, V], from [B · K, V] or from [B, V]. */
  private static Tensor spread(Tensor rows, Tensor scores) {
    long prompts = scores.size(0);
    return rows.view(prompts, rows.size(0) / prompts, rows.size(1))
        .expand(prompts, scores.size(1), rows.size(1));
  }

  /** Gumbel noise that depends on seed, step and the prompt's place only. */
  private static Tensor noise(Tensor like, long seed, int step) {
    Tensor noise = Tensors.empty(DType.F32, Device.CPU, like.shape());
    for (int row = 0; row < like.size(0); row++) {
      try (Scope scope = Scope.open()) {
        Tensor uniform = Tensors.uniform(0, 1, Rng.of(seed, step, row), like.size(1));
        noise.select(0, row).copy_(Ops.neg(Ops.log(Ops.neg(Ops.log(uniform)))));
      }
    }
    return noise.to(like.device());
  }
}
