package org.dora4j.analysis;

import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Rows of a matrix with their decomposition (eq. 2): W = m ⊙ V, V of unit rows.
 *
 * @param weight W [rows, in], F64
 * @param magnitude m = ‖W‖ per row [rows], F64
 * @param direction V = W/‖W‖ [rows, in], F64; zeros where a row is zero
 */
record DecomposedRows(Tensor weight, Tensor magnitude, Tensor direction) {

  static DecomposedRows of(Tensor weight) {
    Tensor m = Ops.rowNorm(weight, DType.F64);
    Tensor ones = Tensors.ones(DType.F64, weight.device(), 1);
    Tensor divisor = Ops.where(Ops.equal(m, 0), ones, m);
    Tensor direction = Ops.div(weight, divisor.unsqueeze(1));
    return new DecomposedRows(weight, m, direction);
  }
}
