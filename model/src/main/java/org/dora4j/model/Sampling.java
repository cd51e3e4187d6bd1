package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
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
   * draws of a text differ. Waits for a GPU unless the most likely token is taken.
   */
  Tensor choose(Tensor logits, int step) {
    try (Scope scope = Scope.open()) {
      if (temperature == 0) {
        return scope.keep(Ops.argmax(logits, 1));
      }
      Tensor scaled = logits.to(DType.F32).to(org.dora4j.torch.Device.CPU);
      Ops.Pair sorted = Ops.sortDescending(Ops.mul(scaled, 1 / temperature));
      Tensor p = Ops.softmax(sorted.first(), 1);
      restrict(p);
      Tensor total = Ops.cumulativeSum(p, 1);
      int[] chosen = new int[(int) logits.size(0)];
      for (int row = 0; row < chosen.length; row++) {
        chosen[row] = draw(total.select(0, row), sorted.second().select(0, row), row, step);
      }
      return scope.keep(Tensors.of(chosen, chosen.length).to(logits.device()));
    }
  }

  /** Zeroes the probabilities (in descending order) that top-k and top-p rule out. */
  private void restrict(Tensor p) {
    if (topK > 0 && topK < p.size(1)) {
      p.narrow(1, topK, p.size(1) - topK).zero_();
    }
    if (topP < 1) {
      Tensor before = Ops.sub(Ops.cumulativeSum(p, 1), p);
      Tensor limit = Ops.mul(Ops.sum(p, 1, true), topP);
      p.maskedFill_(Ops.not(Ops.lessThan(before, limit)), 0);
    }
  }

  private int draw(Tensor total, Tensor tokens, int row, int step) {
    float[] cumulative = total.toFloats();
    float last = cumulative[cumulative.length - 1];
    double uniform = Tensors.uniform(0, 1, org.dora4j.torch.Rng.of(seed, step, row), 1).item();
    int index = 0;
    while (index < cumulative.length - 1 && cumulative[index] <= uniform * last) {
      index++;
    }
    return (int) tokens.select(0, index).item();
  }
}
