package org.dora4j.train;

import java.util.Comparator;
import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * How long steps take: the multiplications of a step over the rate of a large product, measured
 * here and now, times how much of that rate whole steps have been seen to reach.
 */
final class TimeForecast {
  /** Part of the rate of a large product that a step reaches. */
  private static final double EFFICIENCY = 0.5;

  /**
   * Time a GPU waits for the host per block, forward and backward: some hundred operations of about
   * nine microseconds each, more where linear layers have adapters.
   */
  private static final double GPU_SECONDS_PER_BLOCK = 2.5e-3;

  private static final double GPU_SECONDS_PER_ADAPTED_BLOCK = 4e-3;

  /** What a CPU takes to unpack a weight and merge an adapter into it, to unpacking it alone. */
  private static final double MERGING = 1.4;

  private static final int PROBE_SIZE = 1024;
  private static final int PROBES = 8;
  private static final double MOST_PROBE_SECONDS = 0.25;

  private final double secondsPerStep;

  private TimeForecast(double secondsPerStep) {
    this.secondsPerStep = secondsPerStep;
  }

  static TimeForecast of(TrainTask task) {
    List<Example> examples = task.data().examples();
    double length = examples.stream().mapToInt(Example::length).average().orElse(0);
    double trained = examples.stream().mapToInt(Example::trainedTokens).average().orElse(0);
    int perStep = task.config().optimiser().batchSize() * task.config().optimiser().accumulation();
    double work = perStep * workPerExample(task, length, trained);
    Transformer model = task.model();
    double computing = work / (rate(model.dtype(), model.device()) * EFFICIENCY);
    return new TimeForecast(Math.max(computing + unpacking(task), launching(task)));
  }

  /** A small model keeps a GPU waiting for the next operation to be launched. */
  private static double launching(TrainTask task) {
    Transformer model = task.model();
    if (!model.device().cuda()) {
      return 0;
    }
    boolean adapted = task.config().adapter().method().isAdapter();
    double block = adapted ? GPU_SECONDS_PER_ADAPTED_BLOCK : GPU_SECONDS_PER_BLOCK;
    return task.config().optimiser().accumulation() * model.config().layers() * block;
  }

  /**
   * On a CPU, weights in few bits are unpacked for every product and once more for the norms; on a
   * GPU that hardly counts.
   */
  private static double unpacking(TrainTask task) {
    Transformer model = task.model();
    List<Parameter> packed =
        model.linears().values().stream()
            .map(Linear::weight)
            .filter(Parameter::isPacked)
            .sorted(Comparator.comparingLong(Parameter::count))
            .toList();
    if (packed.isEmpty() || model.device().cuda()) {
      return 0;
    }
    Parameter largest = packed.get(packed.size() - 1);
    double each = best(largest::value) / largest.count();
    int passes = task.config().compute().recompute() ? 3 : 2;
    double uses = 1 + passes * task.config().optimiser().accumulation();
    return MERGING * each * uses * packed.stream().mapToLong(Parameter::count).sum();
  }

  /** Seconds of the fastest of a few runs. */
  private static double best(Runnable work) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < PROBES; i++) {
      try (Scope scope = Scope.open()) {
        long begin = System.nanoTime();
        work.run();
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
    }
    return best;
  }

  double seconds(int steps) {
    return steps * secondsPerStep;
  }

  /**
   * Floating-point operations: 2 per weight and token forward, 2 for the gradient of the input, 2
   * for the weight's own where it is trained, and the scores of attention. The head sees only
   * trained tokens.
   */
  private static double workPerExample(TrainTask task, double length, double trained) {
    Transformer model = task.model();
    double work = 0;
    for (Linear linear : model.linears().values()) {
      double tokens = linear == model.head() ? trained : length;
      boolean again = task.config().compute().recompute() && linear != model.head();
      int passes = 2 + (linear.weight().isTrainable() ? 1 : 0) + (again ? 1 : 0);
      work += 2.0 * linear.inputs() * linear.outputs() * tokens * passes;
    }
    double scores = length * length * model.config().heads() * model.config().headDim();
    return work + 2 * 3.5 * scores * model.config().layers();
  }

  /** Floating-point operations per second of a large product. */
  private static double rate(DType dtype, Device device) {
    if (device.cuda()) {
      return rate(dtype, device, 8 * PROBE_SIZE);
    }
    // A CPU without arithmetic in halves takes seconds for a large product of them.
    double small = rate(dtype, device, PROBE_SIZE / 4);
    double expected = work(PROBE_SIZE) / small;
    return expected > MOST_PROBE_SECONDS ? small : rate(dtype, device, PROBE_SIZE);
  }

  private static double rate(DType dtype, Device device, int size) {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(dtype, device, size, size);
      Tensor out = Tensors.zeros(dtype, device, size, size);
      return work(size)
          / best(() -> Ops.matmulInto(out, a, a).narrow(0, 0, 1).narrow(1, 0, 1).item());
    }
  }

  /** Floating-point operations of a product of square matrices. */
  private static double work(int size) {
    return 2.0 * size * size * size;
  }
}
