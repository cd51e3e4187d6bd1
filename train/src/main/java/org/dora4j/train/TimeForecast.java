package org.dora4j.train;

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

  private static final int PROBE_SIZE = 1024;
  private static final int PROBES = 3;

  private final double secondsPerStep;

  private TimeForecast(double secondsPerStep) {
    this.secondsPerStep = secondsPerStep;
  }

  static TimeForecast of(TrainTask task) {
    Transformer model = task.model();
    double meanLength =
        task.data().examples().stream().mapToInt(Example::length).average().orElse(0);
    double tokens =
        meanLength
            * task.config().optimiser().batchSize()
            * task.config().optimiser().accumulation();
    double flops = tokens * flopsPerToken(model, meanLength, task.config().compute().recompute());
    return new TimeForecast(flops / (rate(model.dtype(), model.device()) * EFFICIENCY));
  }

  double seconds(int steps) {
    return steps * secondsPerStep;
  }

  /** 2 per weight forward, 2 for the gradient of its input, 2 for its own where it is trained. */
  private static double flopsPerToken(Transformer model, double length, boolean recompute) {
    double flops = 0;
    for (Linear linear : model.linears().values()) {
      double weights = (double) linear.inputs() * linear.outputs();
      int passes = 2 + (linear.weight().isTrainable() ? 1 : 0) + (recompute ? 1 : 0);
      flops += 2 * weights * passes;
    }
    double scores = length * model.config().heads() * model.config().headDim();
    return flops + 2 * 3.5 * scores * model.config().layers();
  }

  /** Floating-point operations per second of a large product. */
  private static double rate(DType dtype, Device device) {
    int size = device.cuda() ? 8 * PROBE_SIZE : PROBE_SIZE;
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
