package org.dora4j.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * The K best finished texts of every prompt, best first, and whether a better one may still come.
 * All of it lies on the model's device.
 */
final class FinishedTexts {

  /** Score of a place that no text has taken yet. */
  static final double NONE = -1e9;

  /** Fills the places behind a text. */
  private static final long NO_TOKEN = -1;

  private final Tensor tokens; // I64 [B, K, limit]
  private final Tensor scores; // F32 [B, K]
  private final Tensor open; // BOOL [B, 1]

  FinishedTexts(int prompts, int beams, int limit, Device device) {
    tokens = Tensors.full(NO_TOKEN, DType.I64, device, prompts, beams, limit);
    scores = Tensors.full(NONE, DType.F32, device, prompts, beams);
    open = Tensors.ones(DType.BOOL, device, prompts, 1);
  }

  /**
   * Keeps the best of those that are here and of further ones. Prompts that are done take no more.
   *
   * @param texts I64 [B, S, tokens so far]
   * @param newScores of the texts, divided by length^penalty: F32 [B, S]
   * @param allowed which of the texts may come in: BOOL [B, S]
   */
  void add(Tensor texts, Tensor newScores, Tensor allowed) {
    try (Scope scope = Scope.open()) {
      Tensor barred = Ops.not(Ops.and(allowed, open));
      Tensor entering = Ops.maskedFill(newScores, barred, NONE);
      Ops.Pair best = Ops.topK(Ops.cat(List.of(scores, entering), 1), scores.size(1));
      Tensor written = tokens.narrow(2, 0, texts.size(2));
      Tensor all = Ops.cat(List.of(written, texts), 1);
      written.copy_(RunningTexts.chosen(all, best.second()));
      scores.copy_(best.first());
    }
  }

  /**
   * Closes the prompts whose worst finished text is at least as good as what may still come.
   *
   * @param attainable best score that a running text is credited with: F32 [B, 1]
   */
  void close(Tensor attainable) {
    try (Scope scope = Scope.open()) {
      Tensor worst = scores.narrow(1, scores.size(1) - 1, 1);
      open.copy_(Ops.and(open, Ops.lessThan(worst, attainable)));
    }
  }

  /** Whether any prompt is not done; waits for a GPU. */
  boolean anyOpen() {
    return Arrays.stream(open.toLongs()).anyMatch(flag -> flag != 0);
  }

  /** The best text of every prompt; waits for a GPU. */
  List<BeamText> best(Set<Integer> ends) {
    try (Scope scope = Scope.open()) {
      float[] best = scores.select(1, 0).toFloats();
      long[] texts = tokens.select(1, 0).toLongs();
      int limit = texts.length / best.length;
      return IntStream.range(0, best.length)
          .mapToObj(
              i ->
                  new BeamText(
                      untilEnd(Arrays.copyOfRange(texts, i * limit, (i + 1) * limit), ends),
                      best[i]))
          .toList();
    }
  }

  private static int[] untilEnd(long[] tokens, Set<Integer> ends) {
    return Arrays.stream(tokens)
        .mapToInt(Math::toIntExact)
        .takeWhile(token -> token != NO_TOKEN && !ends.contains(token))
        .toArray();
  }
}
