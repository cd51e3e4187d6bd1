package org.dora4j.train.bench;

import java.util.List;
import java.util.Set;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.model.Transformer;
import org.dora4j.torch.Memory;

/** Times how a model continues random prompts, each by the full number of new tokens. */
public final class DecodeBenchmark {

  private DecodeBenchmark() {}

  /** Runs the rounds, then measures the rates that the limit follows from. */
  public static DecodeResult run(Transformer model, DecodeWork work) {
    List<int[]> prompts = work.prompts(model.config().vocabularySize());
    Memory.resetPeak(model.device());
    double[] seconds = new double[work.rounds()];
    for (int round = -work.warmUp(); round < work.rounds(); round++) {
      Stopwatch watch = Stopwatch.start(model.device());
      decode(model, prompts, work);
      if (round >= 0) {
        seconds[round] = watch.lap();
      }
    }
    long peak = Memory.peakBytes(model.device());
    Spread spread = Spread.of(seconds);
    return new DecodeResult(
        work.batch() / spread.median(), spread, peak, work.batch() / limit(model).seconds(work));
  }

  /** The one place that decodes: no end token, so that every text gets all its tokens. */
  private static void decode(Transformer model, List<int[]> prompts, DecodeWork work) {
    if (work.beams() == 1) {
      new Generator(model, Set.of()).generate(prompts, work.newTokens(), Sampling.GREEDY);
    } else {
      new BeamSearch(model, Set.of(), Beams.of(work.beams())).generate(prompts, work.newTokens());
    }
  }

  private static DecodeLimit limit(Transformer model) {
    long head = model.head().inputs() * model.head().outputs();
    return new DecodeLimit(
        StepBenchmark.linearWeights(model) - head,
        head,
        model.dtype().bytes(),
        MatrixRate.of(model.dtype(), model.device()),
        MemoryRate.of(model.device()));
  }
}
