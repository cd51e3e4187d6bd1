package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Makes the elements of a {@link PackedWeight} with one kernel. */
final class Unpacking {
  private static final int THREADS = 256;

  /** Blocks that keep a large GPU busy. */
  private static final long BLOCKS = 4224;

  private Unpacking() {}

  static boolean fits(PackedWeight weight) {
    return weight.dtype() != DType.F64
        && weight.count() % 8 == 0
        && Kernels.usable(weight.device());
  }

  static Tensor onGpu(PackedWeight weight) {
    DType dtype = weight.dtype();
    Tensor out = Tensors.empty(dtype, weight.device(), weight.shape());
    int eights = Math.toIntExact(weight.count() / 8);
    Kernel.of(
            "unpack",
            "unpack",
            new KernelForm(dtype, 16 / dtype.bytes(), 0, weight.packing()),
            0,
            weight.device())
        .launch(
            Math.min(BLOCKS, (eights + THREADS - 1) / THREADS),
            1,
            THREADS,
            new WeightArgument(weight),
            out,
            eights,
            (int) weight.size(-1));
    return out;
  }
}
