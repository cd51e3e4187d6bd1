package org.dora4j.train.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.Memory;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GroupOptions;

/** Times whole training steps: forward, backward, clipped gradients, AdamW. */
public final class StepBenchmark {

  private static final GroupOptions OPTIONS = new GroupOptions("all", 1e-4, 0);

  private StepBenchmark() {}

  /** Attaches the adapter, if any, runs the steps, and takes the adapter off again. */
  public static StepResult run(Transformer model, StepWork work) {
    int count = work.warmUp() + work.steps();
    List<Tokens> batches = work.batches().make(count, model.config().vocabularySize());
    AttachedAdapter adapter =
        work.adapter().map(config -> Adapters.attach(model, config, 1)).orElse(null);
    Map<String, Parameter> trained =
        adapter == null ? new LinkedHashMap<>(model.parameters()) : adapter.parameters();
    try (FlatParameters parameters = FlatParameters.of(trained, name -> OPTIONS)) {
      Runnable refresh = adapter == null ? () -> {} : adapter::refresh;
      return measure(model, new Step(model, parameters, refresh), batches, work);
    } finally {
      if (adapter != null) {
        adapter.close();
      }
    }
  }

  private static StepResult measure(
      Transformer model, Step step, List<Tokens> batches, StepWork work) {
    Memory.resetPeak(model.device());
    double[] millis = new double[work.steps()];
    for (int i = -work.warmUp(); i < work.steps(); i++) {
      double taken = step.run(batches.get(i + work.warmUp()), i);
      if (i >= 0) {
        millis[i] = taken;
      }
    }
    long peak = Memory.peakBytes(model.device());
    Spread spread = Spread.of(millis);
    Optional<StepPhases> phases =
        work.phases()
            ? Optional.of(step.phases(batches.get(batches.size() - 1), spread.median()))
            : Optional.empty();
    return new StepResult(
        tokensPerSecond(batches.subList(work.warmUp(), batches.size()), millis, work.batches()),
        spread,
        peak,
        step.trained(),
        StepResult.flopsPerToken(linearWeights(model), work.adapter().isEmpty()),
        phases);
  }

  private static double tokensPerSecond(
      List<Tokens> counted, double[] millis, StepBatches batches) {
    if (batches.alike()) {
      return 1e3 * counted.get(0).ids().length / Spread.of(millis).median();
    }
    long tokens = counted.stream().mapToLong(batch -> batch.ids().length).sum();
    return 1e3 * tokens / java.util.Arrays.stream(millis).sum();
  }

  /** Weights of all linear layers, head included. */
  static long linearWeights(Transformer model) {
    return model.linears().values().stream()
        .mapToLong(linear -> linear.inputs() * linear.outputs())
        .sum();
  }
}
