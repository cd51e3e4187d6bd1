package org.dora4j.model;

import java.util.List;
import java.util.Set;
import java.util.function.LongBinaryOperator;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * The texts of a beam search, running and finished, and the step from one token to the next. Its
 * tensors belong to the scope that is open when it is made.
 */
final class BeamTexts {

  private final Beams beams;
  private final Set<Integer> ends;
  private final int candidates;
  private final RunningTexts running;
  private final FinishedTexts finished;
  private final Tensor endedLengths; // length^penalty after each step: F32 [limit, B, 1]
  private final Tensor runningLengths;
  private final Tensor leading; // BOOL [1, S]: the first K of S
  private final int limit;

  /**
   * @param promptLengths number of tokens of each of the B prompts
   * @param limit most tokens of a text
   */
  BeamTexts(Beams beams, Set<Integer> ends, int[] promptLengths, int limit, Device device) {
    this.beams = beams;
    this.ends = ends;
    this.limit = limit;
    candidates = beams.candidates(ends.size());
    running = new RunningTexts(promptLengths.length, beams.count(), limit, device);
    finished = new FinishedTexts(promptLengths.length, beams.count(), limit, device);
    endedLengths = lengths(promptLengths, beams.length()::ended, device);
    runningLengths = lengths(promptLengths, beams.length()::running, device);
    leading = Tensors.zeros(DType.BOOL, device, 1, candidates);
    leading.narrow(1, 0, beams.count()).fill_(1);
  }

  private Tensor lengths(int[] prompts, LongBinaryOperator length, Device device) {
    float[] powers = new float[limit * prompts.length];
    for (int i = 0; i < powers.length; i++) {
      long written = 1 + i / prompts.length;
      long counted = length.applyAsLong(prompts[i % prompts.length], written);
      powers[i] = (float) Math.pow(counted, beams.lengthPenalty());
    }
    return Tensors.of(powers, limit, prompts.length, 1).to(device);
  }

  RunningTexts running() {
    return running;
  }

  /**
   * Takes one token more.
   *
   * @param logits [B · K, V]; before the first token [B, V]
   */
  void step(Tensor logits) {
    try (Scope scope = Scope.open()) {
      int step = running.length();
      Continuations next = continuations(logits, step);
      Tensor texts = running.grown(next);
      Tensor ended = ended(next.tokens());
      finished.add(
          texts, Ops.div(next.scores(), endedLengths.select(0, step)), Ops.and(ended, leading));
      running.goOn(next, texts, ended);
      Tensor scores = Ops.div(running.scores(), runningLengths.select(0, step));
      if (running.length() == limit) {
        Tensor all = Tensors.ones(DType.BOOL, scores.device(), scores.shape());
        finished.add(running.tokens(), scores, all);
      }
      Tensor attainable = beams.length().attainable(next.scores(), running.scores());
      finished.close(Ops.div(attainable, runningLengths.select(0, step)));
    }
  }

  private Continuations continuations(Tensor logits, int step) {
    Sampling sampling = beams.sampling();
    return sampling.temperature() == 0
        ? Continuations.best(logits, running.scores(), candidates)
        : Continuations.drawn(
            logits, running.scores(), candidates, sampling, Beams.leastPerText(ends.size()), step);
  }

  /** Which tokens are end tokens: BOOL, shaped like {@code tokens}. */
  private Tensor ended(Tensor tokens) {
    Tensor ended = Tensors.zeros(DType.BOOL, tokens.device(), tokens.shape());
    for (int end : ends) {
      ended = Ops.or(ended, Ops.equal(tokens, end));
    }
    return ended;
  }

  /** Whether any prompt is not done; waits for a GPU. */
  boolean anyOpen() {
    return finished.anyOpen();
  }

  /** The best text of every prompt; waits for a GPU. */
  List<BeamText> best() {
    return finished.best(ends);
  }
}
