package org.dora4j.torch.fused;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;
import org.jspecify.annotations.Nullable;

/**
 * Whether our kernels are taken. They are on a GPU of compute capability 8.0 or newer on which
 * NVRTC can compile them, unless the system property {@code dora4j.kernels} is {@code off}.
 */
public final class Kernels {

  private static final boolean ENABLED = !"off".equals(System.getProperty("dora4j.kernels", "on"));
  private static volatile @Nullable String problem;

  private Kernels() {}

  /** Why kernels cannot be taken on this GPU, or null where nothing is known to be wrong. */
  public static @Nullable String problem() {
    return problem;
  }

  /** Whether kernels can be taken on a device; compiles nothing. */
  public static boolean usable(Device device) {
    return ENABLED && problem == null && device.cuda() && KernelCompiler.supports(device.index());
  }

  /** Called where compiling failed: from then on everything is computed with libtorch. */
  static void giveUp(String reason) {
    problem = reason;
  }

  /**
   * Whether a kernel can be taken for these tensors: all on one GPU, contiguous, of one type with
   * two or four bytes. Null stands for a tensor that is left out.
   */
  static boolean fit(@Nullable Tensor... tensors) {
    Tensor first = tensors[0];
    if (!ENABLED || first == null || !first.isOnGpu() || !usable(first.device())) {
      return false;
    }
    DType dtype = first.dtype();
    if (dtype != DType.BF16 && dtype != DType.F16 && dtype != DType.F32) {
      return false;
    }
    for (Tensor tensor : tensors) {
      if (tensor != null
          && (!tensor.isOnGpu() || tensor.dtype() != dtype || !tensor.isContiguous())) {
        return false;
      }
    }
    return true;
  }

  /** Elements to read at a time: 16 bytes' worth where rows divide by that, else 1. */
  static int width(DType dtype, long columns, Tensor... tensors) {
    int width = 16 / dtype.bytes();
    if (columns % width != 0) {
      return 1;
    }
    for (Tensor tensor : tensors) {
      if (tensor.address() % 16 != 0) {
        return 1;
      }
    }
    return width;
  }

  /** Whether half-precision weights of this kind are read and written 16 bytes at a time. */
  static boolean packsHalves(Weight weight) {
    if (weight.dtype().bytes() != 2) {
      return false;
    }
    return weight instanceof Tensor dense
        ? fit(dense) && width(dense.dtype(), dense.size(1), dense) == 8
        : usable(weight.device()) && weight.size(1) % 8 == 0;
  }

  /** The number by which the kernels know an element type. */
  static int element(DType dtype) {
    return switch (dtype) {
      case BF16 -> 0;
      case F16 -> 1;
      default -> 2;
    };
  }
}
