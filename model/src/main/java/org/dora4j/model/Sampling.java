package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * How the next token is chosen from its logits.
 *
 * @param temperature 0 takes the most likely token; otherwise logits are divided by it: below 1
 *     sharpens, above 1 flattens
 * @param topK only the k most likely tokens may be drawn; 0 for all
 * @param topP only the most likely tokens that together reach this probability may be drawn; 1 for
 *     all
 * @param seed of the random numbers
 */
public record Sampling(double temperature, int topK, double topP, long seed) {

  /** The most likely token each time. */
  public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

  public Sampling {
    if (!(temperature >= 0)) {
      throw new IllegalArgumentException("temperature must be 0 or more but is " + temperature);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k must be 0 (all) or more but is " + topK);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be above 0 and at most 1 but is " + topP);
    }
  }

  /**
   * One token per row of {@code logits} [B, V]: I64 [B] on their device. {@code step} makes the
   * draws of a text differ. Never waits for a GPU's results.
   */
  Tensor choose(Tensor logits, int step) {
    try (Scope scope = Scope.open()) {
      if (temperature == 0) {
        return scope.keep(Ops.argmax(logits, 1));
      }
      Tensor scaled = Ops.mul(logits.to(DType.F32), 1 / temperature);
      Ops.Pair sorted = restricted(scaled, 1);
      return scope.keep(drawn(sorted, step));
    }
  }

  /**
   * Scores in descending order, −∞ where top-k and top-p (in this order) rule a token out, and the
   * tokens they belong to: F32 and I64 [R, k], with k all tokens unless top-k says less.
   *
   * @param scores logarithms of probabilities up to a constant: F32 [R, V]
   * @param least number of tokens that must be left
   */
  Ops.Pair restricted(Tensor scores, int least) {
    long vocabulary = scores.size(1);
    long k = topK == 0 ? vocabulary : Math.min(vocabulary, Math.max(topK, least));
    Ops.Pair kept = Ops.topK(scores, k);
    if (topP < 1) {
      try (Scope scope = Scope.open()) {
        Tensor p = Ops.softmax(kept.first(), 1);
        Tensor before = Ops.cumulativeSum(p, 1).sub_(p);
        Tensor out = Ops.not(Ops.lessThan(before, Tensors.full(topP, DType.F32, p.device(), 1)));
        out.narrow(1, 0, Math.min(least, k)).zero_();
        kept.first().maskedFill_(out, Double.NEGATIVE_INFINITY);
      }
    }
    return kept;
  }

  /** The first token of each row at which the probabilities add up to a random share. */
  private Tensor drawn(Ops.Pair sorted, int step) {
    long rows = sorted.first().size(0);
    Tensor total = Ops.cumulativeSum(Ops.softmax(sorted.first(), 1), 1); // [R, k]
    float[] shares = new float[(int) rows];
    for (int row = 0; row < rows; row++) {
      shares[row] = (float) Tensors.uniform(0, 1, Rng.of(seed, step, row), 1).item();
    }
    long last = total.size(1) - 1;
    Tensor share =
        Ops.mul(total.narrow(1, last, 1), Tensors.of(shares, rows, 1).to(total.device()));
    Tensor passed = Ops.lessThan(total.narrow(1, 0, last), share);
    Tensor index = Ops.sum(passed, 1, true, DType.I64);
    return Ops.gather(sorted.second(), 1, index).squeeze(1);
  }
}
