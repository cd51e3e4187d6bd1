package org.dora4j.train.bench;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * How fast a device multiplies two square matrices: 2·n³ operations over the time of the best
 * round. It is the limit that whole steps are held against. No round begins after two seconds: a
 * CPU without bf16 takes as long for one product.
 */
public final class MatrixRate {
  private static final int ROUNDS = 5;
  private static final double ROUND_SECONDS = 0.05;
  private static final double MOST_SECONDS = 2;
  private static final int MOST_PRODUCTS = 50;
  private static final double DEVIATION = 0.5;

  private MatrixRate() {}

  /** The size at which products are as fast as they get: 8192 on a GPU, 2048 on a CPU. */
  public static int usualSize(Device device) {
    return device.cuda() ? 8192 : 2048;
  }

  /** Operations per second at {@link #usualSize}. */
  public static double of(DType dtype, Device device) {
    return of(dtype, device, usualSize(device));
  }

  /**
   * Operations per second of products of {@code size} × {@code size} matrices of random numbers (a
   * GPU takes less power, and runs faster, on zeros).
   */
  public static double of(DType dtype, Device device, int size) {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.normalOn(device, dtype, DEVIATION, Rng.mix(1, 0), size, size);
      Tensor b = Tensors.normalOn(device, dtype, DEVIATION, Rng.mix(1, 1), size, size);
      Tensor out = Tensors.empty(dtype, device, size, size);
      double once = seconds(out, a, b, 1);
      int products = (int) Math.max(1, Math.min(MOST_PRODUCTS, ROUND_SECONDS / once));
      double best = once;
      double spent = once;
      for (int round = 0; round < ROUNDS && spent < MOST_SECONDS; round++) {
        double each = seconds(out, a, b, products);
        best = Math.min(best, each);
        spent += each * products;
      }
      return 2.0 * size * size * size / best;
    }
  }

  /** Seconds of each of several products in a row. */
  private static double seconds(Tensor out, Tensor a, Tensor b, int products) {
    Stopwatch watch = Stopwatch.start(out.device());
    for (int i = 0; i < products; i++) {
      try (Scope scope = Scope.open()) {
        Ops.matmulInto(out, a, b);
      }
    }
    return watch.lap() / products;
  }
}
