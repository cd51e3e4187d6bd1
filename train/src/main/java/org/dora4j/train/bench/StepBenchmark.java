package org.dora4j.train.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.dora4j.adapter.Adapters;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.model.Loss;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.Cuda;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.train.optim.AdamW;
import org.dora4j.train.optim.FlatParameters;
import org.dora4j.train.optim.GroupOptions;

/** Times whole training steps (forward, backward, AdamW) on random tokens, every token trained. */
public final class StepBenchmark {

  private static final GroupOptions OPTIONS = new GroupOptions("all", 1e-4, 0);

  private StepBenchmark() {}

  /** Attaches the adapter, if any, runs the steps, and takes the adapter off again. */
  public static StepResult run(Transformer model, StepWork work) {
    Device device = model.device();
    Memory.resetGpuPeak(device);
    AttachedAdapter adapter =
        work.adapter().map(config -> Adapters.attach(model, config, 1)).orElse(null);
    Map<String, Parameter> trained =
        adapter == null ? new LinkedHashMap<>(model.parameters()) : adapter.parameters();
    try (FlatParameters parameters = FlatParameters.of(trained, name -> OPTIONS)) {
      AdamW optimiser = new AdamW(0.9, 0.999, 1e-8);
      Tokens tokens = randomTokens(work, model.config().vocabularySize());
      double[] seconds = new double[work.steps()];
      for (int step = -work.warmUp(); step < work.steps(); step++) {
        long begin = System.nanoTime();
        step(model, parameters, optimiser, tokens, step);
        if (adapter != null) {
          adapter.refresh();
        }
        wait(device);
        if (step >= 0) {
          seconds[step] = (System.nanoTime() - begin) / 1e9;
        }
      }
      return StepResult.of(
          seconds, tokens.ids().length, Memory.peakBytes(device), parameters.count());
    } finally {
      if (adapter != null) {
        adapter.close();
      }
    }
  }

  private static void step(
      Transformer model, FlatParameters parameters, AdamW optimiser, Tokens tokens, int step) {
    try (Scope scope = Scope.open()) {
      parameters.clearGradients();
      Tensor loss = Loss.backward(model, tokens, 1.0 / tokens.trained(), Rng.mix(1, step));
      optimiser.step(parameters, 1);
      loss.item();
    }
  }

  private static Tokens randomTokens(StepWork work, int vocabulary) {
    SplittableRandom random = new SplittableRandom(1);
    int[][] rows = new int[work.batch()][work.length()];
    for (int[] row : rows) {
      Arrays.setAll(row, i -> random.nextInt(vocabulary));
    }
    return Tokens.of(rows, rows);
  }

  private static void wait(Device device) {
    if (device.cuda()) {
      Cuda.synchronize();
    }
  }
}
