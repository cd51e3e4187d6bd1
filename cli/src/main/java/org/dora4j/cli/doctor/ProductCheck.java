package org.dora4j.cli.doctor;

import java.util.Locale;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.train.bench.MatrixRate;

/** Multiplies two matrices: is the result right, and how fast is it in fp32 and bf16? */
final class ProductCheck implements Check {
  private static final int SIZE = 1024;
  private static final int CHECKED = 128;
  private static final double TOLERANCE = 1e-3;

  @Override
  public boolean needsLibtorch() {
    return true;
  }

  @Override
  public Finding look() {
    double error = error(Device.CPU, DType.F32);
    if (!(error < TOLERANCE)) {
      return Finding.broken(
          "product",
          "a product of two matrices is wrong by " + error,
          "The natives do not fit this CPU: try another machine or set ONEDNN_MAX_CPU_ISA=AVX2.");
    }
    double single = MatrixRate.of(DType.F32, Device.CPU, SIZE);
    double half = MatrixRate.of(DType.BF16, Device.CPU, SIZE);
    String text =
        String.format(
            Locale.ROOT,
            "%d³ on the CPU: fp32 %.0f GFLOP/s, bf16 %.0f GFLOP/s; %s is the fast path",
            SIZE,
            single / 1e9,
            half / 1e9,
            single >= half ? "fp32" : "bf16");
    return Finding.good("product", text);
  }

  /**
   * Largest difference in one row of a small product to the same sums made in Java in double
   * precision, from factors as {@code dtype} rounds them.
   */
  static double error(Device device, DType dtype) {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.normal(0, 1, Rng.of(1, 0), CHECKED, CHECKED).to(dtype);
      Tensor b = Tensors.normal(0, 1, Rng.of(1, 1), CHECKED, CHECKED).to(dtype);
      float[] row = a.select(0, 0).toFloats();
      float[] matrix = b.toFloats();
      float[] product = Ops.matmul(a.to(device), b.to(device)).select(0, 0).toFloats();
      double worst = 0;
      for (int column = 0; column < CHECKED; column++) {
        double sum = 0;
        for (int k = 0; k < CHECKED; k++) {
          sum += (double) row[k] * matrix[k * CHECKED + column];
        }
        worst = Math.max(worst, Math.abs(sum - product[column]));
      }
      return worst;
    }
  }
}
