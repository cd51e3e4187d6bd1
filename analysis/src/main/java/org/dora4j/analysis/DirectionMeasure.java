package org.dora4j.analysis;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Collects 1 − cos of a matrix and what training made of it, some rows at a time. */
interface DirectionMeasure {

  /** Takes rows from {@code first} on. */
  void add(long first, DecomposedRows before, DecomposedRows after);

  /** 1 − cos, one value for each unit. */
  double[] values();

  /** A measure for a matrix [out, in]. */
  static DirectionMeasure of(Definition definition, long out, long in, Device device) {
    return switch (definition) {
      case PAPER -> new OfRows(Tensors.zeros(DType.F64, device, out));
      case SHREYASSKS -> new OfColumns(Tensors.zeros(DType.F64, device, 3, in));
    };
  }

  /**
   * One value per row. 1 − cos = ½ ‖V_t − V_0‖² for unit vectors: unlike 1 − ⟨V_t, V_0⟩ it keeps
   * its digits where the change is small. A row of zeros that stays counts as 0.
   *
   * @param halfSquares [out]
   */
  record OfRows(Tensor halfSquares) implements DirectionMeasure {
    @Override
    public void add(long first, DecomposedRows before, DecomposedRows after) {
      Tensor difference = Ops.sub(after.direction(), before.direction());
      Tensor squares = Ops.square(Ops.rowNorm(difference, DType.F64));
      halfSquares.narrow(0, first, squares.size(0)).copy_(Ops.mul(squares, 0.5));
    }

    @Override
    public double[] values() {
      return halfSquares.toDoubles();
    }
  }

  /**
   * One value per column of the row-normalised matrices.
   *
   * @param sums [3, in]: ⟨V_t, V_0⟩, ‖V_0‖² and ‖V_t‖² down each column
   */
  record OfColumns(Tensor sums) implements DirectionMeasure {
    @Override
    public void add(long first, DecomposedRows before, DecomposedRows after) {
      Tensor old = before.direction();
      Tensor now = after.direction();
      sums.select(0, 0).add_(Ops.sum(Ops.mul(old, now), 0, false));
      sums.select(0, 1).add_(Ops.sum(Ops.square(old), 0, false));
      sums.select(0, 2).add_(Ops.sum(Ops.square(now), 0, false));
    }

    @Override
    public double[] values() {
      double[] all = sums.toDoubles();
      int in = all.length / 3;
      double[] values = new double[in];
      for (int j = 0; j < in; j++) {
        double norms = Math.sqrt(all[in + j] * all[2 * in + j]);
        values[j] = norms == 0 ? 0 : 1 - all[j] / norms;
      }
      return values;
    }
  }
}
