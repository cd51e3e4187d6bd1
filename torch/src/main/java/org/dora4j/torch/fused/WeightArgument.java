package org.dora4j.torch.fused;

import java.util.Arrays;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/**
 * A weight as kernels take it: five pointers, see {@code weights.cuh}.
 *
 * @param weight dense or packed; null for one that is not read
 */
record WeightArgument(@Nullable Weight weight) {
  private static final int POINTERS = 5;

  /** Tensors that the pointers lead to; null where there is none. */
  @Nullable Tensor[] tensors() {
    if (weight instanceof PackedWeight packed) {
      return Arrays.copyOf(packed.pointers().toArray(new @Nullable Tensor[0]), POINTERS);
    }
    return Arrays.copyOf(
        new @Nullable Tensor[] {weight == null ? null : weight.tensor()}, POINTERS);
  }

  /** How the weight is stored, as the kernels' compiler is told. */
  static int packing(Weight weight) {
    return weight instanceof PackedWeight packed ? packed.packing() : 0;
  }
}
