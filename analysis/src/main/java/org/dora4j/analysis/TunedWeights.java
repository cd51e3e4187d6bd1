package org.dora4j.analysis;

import java.util.Optional;
import java.util.Set;
import org.dora4j.adapter.AdaptedMatrix;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** One checkpoint: what training made of the matrices of a base model. */
interface TunedWeights extends AutoCloseable {

  /** One matrix after training. */
  interface Matrix {
    /**
     * Some of its rows, F64.
     *
     * @param base the same rows before training, F64, on the device that computes
     * @param first number of the first of them
     */
    Tensor rows(Tensor base, long first);

    /** The low-rank update, where training left one. */
    default Optional<AdaptedMatrix.Factors> update() {
      return Optional.empty();
    }
  }

  /** Paths of the linear layers that training may have changed. */
  Set<String> modules();

  /**
   * A matrix, in the open scope.
   *
   * @param base the whole matrix before training, as the file has it
   */
  Matrix matrix(LayerMatrix name, Tensor base, Device device);

  /** Says that a matrix is not needed any more. */
  default void done(LayerMatrix name) {}

  @Override
  void close();
}
