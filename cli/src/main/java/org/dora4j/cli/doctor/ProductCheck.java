package org.dora4j.cli.doctor;

import java.util.Locale;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Multiplies two matrices: is the result right, and how fast is it in fp32 and bf16? */
final class ProductCheck implements Check {
  private static final int SIZE = 1024;
  private static final int ROUNDS = 5;
  private static final double TOLERANCE = 1e-3;

  @Override
  public Finding look() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.normal(0, 1, Rng.of(1, 0), SIZE, SIZE);
      Tensor b = Tensors.normal(0, 1, Rng.of(1, 1), SIZE, SIZE);
      double error = error(a, b);
      if (!(error < TOLERANCE)) {
        return Finding.broken(
            "product",
            "a product of two matrices is wrong by " + error,
            "The natives do not fit this CPU: try another machine or set ONEDNN_MAX_CPU_ISA=AVX2.");
      }
      double single = rate(a, b);
      double half = rate(a.to(DType.BF16), b.to(DType.BF16));
      String text =
          String.format(
              Locale.ROOT,
              "%d³ on the CPU: fp32 %.0f GFLOP/s, bf16 %.0f GFLOP/s; %s is the fast path",
              SIZE,
              single,
              half,
              single >= half ? "fp32" : "bf16");
      return Finding.good("product", text);
    }
  }

  /** Largest difference in one row to the same sums made in Java in double precision. */
  private static double error(Tensor a, Tensor b) {
    float[] row = a.select(0, 0).toFloats();
    float[] matrix = b.toFloats();
    float[] product = Ops.matmul(a, b).select(0, 0).toFloats();
    double worst = 0;
    for (int column = 0; column < SIZE; column++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) {
        sum += (double) row[k] * matrix[k * SIZE + column];
      }
      worst = Math.max(worst, Math.abs(sum - product[column]));
    }
    return worst;
  }

  /** Billions of operations per second, in the best of some rounds. */
  private static double rate(Tensor a, Tensor b) {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      try (Scope scope = Scope.open()) {
        long start = System.nanoTime();
        Ops.matmul(a, b);
        best = Math.min(best, System.nanoTime() - start);
      }
    }
    return 2.0 * SIZE * SIZE * SIZE / best;
  }
}
