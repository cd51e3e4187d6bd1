package org.dora4j.analysis;

import org.dora4j.adapter.AdaptedMatrix;
import org.dora4j.torch.Device;
import org.dora4j.torch.Linalg;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * How large and how many-sided a low-rank update s B A is.
 *
 * @param rank r that it may have
 * @param norm ‖s B A‖, Frobenius
 * @param effectiveRank exp of the entropy of the singular values' shares in their sum (Roy and
 *     Vetterli, 2007): between 1 and r, and 0 for an update of zeros
 */
public record UpdateSize(int rank, double norm, double effectiveRank) {

  /** B A is never formed: its singular values are those of R_B R_Aᵀ, which is [r, r]. */
  static UpdateSize of(AdaptedMatrix.Factors factors) {
    try (Scope scope = Scope.open()) {
      Tensor rb = Linalg.qr(factors.b().to(Device.CPU)).r();
      Tensor ra = Linalg.qr(factors.a().to(Device.CPU).t()).r();
      double[] values = Linalg.svd(Ops.matmul(rb, ra.t())).s().toDoubles();
      double sum = 0;
      double squares = 0;
      for (double value : values) {
        sum += value;
        squares += value * value;
      }
      int rank = Math.toIntExact(factors.a().size(0));
      double norm = Math.abs(factors.scaling()) * Math.sqrt(squares);
      return new UpdateSize(rank, norm, sum == 0 ? 0 : Math.exp(entropy(values, sum)));
    }
  }

  private static double entropy(double[] values, double sum) {
    double entropy = 0;
    for (double value : values) {
      double share = value / sum;
      if (share > 0) {
        entropy -= share * Math.log(share);
      }
    }
    return entropy;
  }
}
