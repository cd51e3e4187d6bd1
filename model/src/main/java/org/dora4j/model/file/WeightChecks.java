package org.dora4j.model.file;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Tensor;

/** Looks at the values of weights, which headers say nothing about. */
public final class WeightChecks {

  private WeightChecks() {}

  /**
   * Refuses a tensor with NaN or infinite elements.
   *
   * @param where the file or folder, for the message
   * @throws ModelFileException naming the tensor
   */
  public static void requireFinite(String where, String name, Tensor tensor) {
    if (tensor.dtype().isFloating() && !Ops.allFinite(tensor)) {
      throw new ModelFileException(
          "%s: %s holds NaN or infinite values; the file is damaged or its training diverged."
              .formatted(where, name));
    }
  }
}
