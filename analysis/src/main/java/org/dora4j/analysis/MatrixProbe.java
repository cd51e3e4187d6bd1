package org.dora4j.analysis;

import java.util.Optional;
import java.util.OptionalDouble;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one checkpoint did to one matrix, some rows at a time, without a wait for a GPU.
 */
final class MatrixProbe {
  private final OpenCheckpoint checkpoint;
  private final TunedWeights.Matrix matrix;
  private final DirectionMeasure directions;
  private final Tensor magnitude;
  private final Tensor changeSquares;
  private final Tensor innerProduct;
  private final Tensor previousSquares;

  /**
   * @param whole the base matrix [out, in] as the file has it
   */
  MatrixProbe(
      OpenCheckpoint checkpoint,
      LayerMatrix name,
      Tensor whole,
      Definition definition,
      Device device) {
    this.checkpoint = checkpoint;
    this.matrix = checkpoint.weights().matrix(name, whole, device);
    this.directions = DirectionMeasure.of(definition, whole.size(0), whole.size(1), device);
    this.magnitude = Tensors.zeros(DType.F64, device, whole.size(0));
    this.changeSquares = Tensors.zeros(DType.F64, device);
    this.innerProduct = Tensors.zeros(DType.F64, device);
    this.previousSquares = Tensors.zeros(DType.F64, device);
  }

  OpenCheckpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Takes rows from {@code first} on.
   *
   * @param previous W − W_0 of the series' checkpoint before, of the same rows; null for the first
   * @return W_t − W_0 of these rows, in the caller's scope
   */
  Tensor add(long first, DecomposedRows before, @Nullable Tensor previous) {
    try (Scope scope = Scope.open()) {
      DecomposedRows after = DecomposedRows.of(matrix.rows(before.weight(), first));
      directions.add(first, before, after);
      magnitude.narrow(0, first, before.magnitude().size(0)).copy_(after.magnitude());
      Tensor change = Ops.sub(after.weight(), before.weight());
      changeSquares.add_(Ops.square(Ops.norm(change)));
      if (previous != null) {
        innerProduct.add_(Ops.sum(Ops.mul(change, previous)));
        previousSquares.add_(Ops.square(Ops.norm(previous)));
      }
      return scope.keep(change);
    }
  }

  /**
   * The result, after all rows.
   *
   * @param baseMagnitude m_0 [out]
   * @throws org.dora4j.model.file.ModelFileException if the checkpoint holds numbers that are not
   *     finite
   */
  MatrixChange result(LayerMatrix name, double[] baseMagnitude) {
    double[] m = magnitude.toDoubles();
    FiniteRows.require(checkpoint.path().path(), name, m);
    double[] moved = new double[m.length];
    double baseSquares = 0;
    for (int i = 0; i < m.length; i++) {
      moved[i] = Math.abs(m[i] - baseMagnitude[i]);
      baseSquares += baseMagnitude[i] * baseMagnitude[i];
    }
    double[] turned = directions.values();
    double norm = Math.sqrt(changeSquares.item());
    double before = Math.sqrt(previousSquares.item());
    OptionalDouble cosine =
        norm * before == 0
            ? OptionalDouble.empty()
            : OptionalDouble.of(innerProduct.item() / (norm * before));
    Optional<UpdateSize> update = matrix.update().map(UpdateSize::of);
    return new MatrixChange(
        checkpoint.series().name(),
        checkpoint.series().method(),
        checkpoint.path().name(),
        checkpoint.path().step(),
        name.layer(),
        name.module(),
        mean(moved),
        mean(turned),
        Quantiles.of(moved),
        Quantiles.of(turned),
        norm,
        baseSquares == 0 ? 0 : norm / Math.sqrt(baseSquares),
        update,
        cosine);
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
