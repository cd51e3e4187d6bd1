package org.dora4j.model;

import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** The K texts of every prompt that have not ended, on the model's device. */
final class RunningTexts {

  private final Tensor tokens; // I64 [B, K, limit]
  private final Tensor scores; // F32 [B, K]
  private final Tensor newest; // I64 [B, K]
  private final Tensor parents; // I64 [B, K]
  private final Tensor firstOfPrompt; // I64 [B, 1]
  private int length;

  /** Empty texts. All of a prompt are the same, so that only the first may be continued. */
  RunningTexts(int prompts, int beams, int limit, Device device) {
    tokens = Tensors.zeros(DType.I64, device, prompts, beams, limit);
    scores = Tensors.full(FinishedTexts.NONE, DType.F32, device, prompts, beams);
    scores.select(1, 0).zero_();
    newest = Tensors.zeros(DType.I64, device, prompts, beams);
    parents = Tensors.zeros(DType.I64, device, prompts, beams);
    long[] starts = new long[prompts];
    for (int i = 0; i < prompts; i++) {
      starts[i] = (long) i * beams;
    }
    firstOfPrompt = Tensors.of(starts, prompts, 1).to(device);
  }

  /** Number of tokens of every text. */
  int length() {
    return length;
  }

  /** Σ log p of every text: F32 [B, K]. */
  Tensor scores() {
    return scores;
  }

  /** The texts' tokens: I64 [B, K, length]. */
  Tensor tokens() {
    return tokens.narrow(2, 0, length);
  }

  /** The newest token of every text: I64 [B · K]. */
  Tensor newest() {
    return newest.view(newest.count());
  }

  /** Which of all texts of the step before each text continues: I64 [B · K]. */
  Tensor parents() {
    return parents.view(parents.count());
  }

  /** The continued texts' tokens: I64 [B, S, length + 1]. */
  Tensor grown(Continuations continuations) {
    return Ops.cat(
        List.of(chosen(tokens(), continuations.parents()), continuations.tokens().unsqueeze(2)), 2);
  }

  /**
   * Goes on with the best continuations that do not end.
   *
   * @param grown see {@link #grown}
   * @param ended which of the continuations end: BOOL [B, S]
   */
  void goOn(Continuations continuations, Tensor grown, Tensor ended) {
    try (Scope scope = Scope.open()) {
      Tensor going = Ops.maskedFill(continuations.scores(), ended, Double.NEGATIVE_INFINITY);
      Ops.Pair best = Ops.topK(going, scores.size(1));
      length++;
      tokens().copy_(chosen(grown, best.second()));
      scores.copy_(best.first());
      newest.copy_(Ops.gather(continuations.tokens(), 1, best.second()));
      parents.copy_(Ops.add(Ops.gather(continuations.parents(), 1, best.second()), firstOfPrompt));
    }
  }

  /** Texts [B, *, n] by their index [B, S]: [B, S, n]. */
  static Tensor chosen(Tensor texts, Tensor index) {
    Tensor wide = index.unsqueeze(2).expand(index.size(0), index.size(1), texts.size(2));
    return Ops.gather(texts, 1, wide);
  }
}
