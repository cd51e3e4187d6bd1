package org.dora4j.torch.fused;

import org.dora4j.torch.DType;

/**
 * What a kernel is compiled for.
 *
 * @param dtype of the elements
 * @param width elements read and written at a time
 * @param rank of the adapter where the kernel must know it, else 0
 * @param packing how the weight that it reads is stored, see {@link PackedWeight#packing}
 */
record KernelForm(DType dtype, int width, int rank, int packing) {

  /** Without a rank, for weights that are not packed. */
  static KernelForm of(DType dtype, int width) {
    return new KernelForm(dtype, width, 0, 0);
  }

  /** The compiler's options. */
  String[] options(int capability) {
    return new String[] {
      "--gpu-architecture=sm_" + capability,
      "--std=c++17",
      "-DELEMENT=" + Kernels.element(dtype),
      "-DWIDTH=" + width,
      "-DRANK=" + rank,
      "-DPACKED=" + packing
    };
  }
}
