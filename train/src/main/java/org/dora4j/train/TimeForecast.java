package org.dora4j.train;

import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.model.Linear;
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

  private static final int PROBE_SIZE = 1024;
  private static final int PROBES = 8;

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
    return new TimeForecast(Math.max(computing, launching(task)));
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
    // A CPU without arithmetic in halves takes seconds for a large product of them.
    int onCpu = dtype == DType.F16 ? PROBE_SIZE / 4 : PROBE_SIZE;
    int size = device.cuda() ? 8 * PROBE_SIZE : onCpu;
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(dtype, device, size, size);
      Tensor out = Tensors.zeros(dtype, device, size, size);
      double best = Double.MAX_VALUE;
      for (int i = 0; i < PROBES; i++) {
        long begin = System.nanoTime();
        Ops.matmulInto(out, a, a).narrow(0, 0, 1).narrow(1, 0, 1).item();
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
      return 2.0 * size * size * size / best;
    }
  }
}
