package org.dora4j.model.file;

import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;

/** Looks at the values of weights, which headers say nothing about. */
public final class WeightChecks {

  private WeightChecks() {}

  /**
   * Reads every floating-point tensor of a source and refuses NaN and infinite elements.
   *
   * @param where the file or folder, for the message
   * @throws ModelFileException naming the first tensor that has one
   */
  public static void requireFinite(String where, WeightSource weights) {
    for (String name : weights.names()) {
      try (Scope scope = Scope.open()) {
        if (weights.dtype(name).isFloating() && !Ops.allFinite(weights.tensor(name))) {
          throw new ModelFileException(
              "%s: %s holds NaN or infinite values; the file is damaged or its training diverged."
                  .formatted(where, name));
        }
      }
      weights.done(name);
    }
  }
}
