package org.dora4j.analysis;

import java.nio.file.Path;
import org.dora4j.model.file.ModelFileException;

/** A row with a NaN or an infinite number has no finite norm. */
final class FiniteRows {
  private FiniteRows() {}

  /**
   * Refuses a matrix with such a row.
   *
   * @param norms of its rows
   * @throws ModelFileException naming the tensor and the row
   */
  static void require(Path where, LayerMatrix name, double[] norms) {
    for (int row = 0; row < norms.length; row++) {
      if (!Double.isFinite(norms[row])) {
        throw new ModelFileException(
            "%s: %s holds NaN or infinite numbers in row %d; the file is damaged or its training diverged."
                .formatted(where, name.weight(), row));
      }
    }
  }
}
