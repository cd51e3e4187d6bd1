package org.dora4j.torch;

import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.SizeTPointer;
import org.bytedeco.pytorch.cuda.DeviceStats;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * Calls that exist only in the CUDA build of libtorch. Touch this class only where a GPU is
 * present.
 */
public final class Cuda {

  private static final int WARM_UP = 512;

  private Cuda() {}

  /** Number of GPUs that libtorch sees; 0 without the CUDA natives. */
  public static int count() {
    return Device.cudaAvailable() ? torch_cuda.device_count() : 0;
  }

  /**
   * Why libtorch's CUDA half cannot be loaded although it is on the class path, in a sentence;
   * empty where it can, or is not there. Without it libtorch computes on the CPU and says nothing.
   */
  public static Optional<String> problem() {
    if (!Natives.forCuda()) {
      return Optional.empty();
    }
    Natives.load();
    try {
      Loader.load(torch_cuda.class);
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(NativesProblem.of(e));
    }
  }

  /** Waits until the current GPU has finished all work queued so far. */
  public static void synchronize() {
    torch_cuda.device_synchronize();
  }

  /**
   * Makes a GPU ready for its first real work: its context, and cuBLAS with the kernels of a small
   * product in F32 and in {@code dtype}. May be called on any thread; none of it changes a result.
   */
  public static void warmUp(Device device, DType dtype) {
    try (Scope scope = Scope.open()) {
      for (DType type : List.of(DType.F32, dtype)) {
        Tensor ones = Tensors.ones(type, device, WARM_UP, WARM_UP);
        Ops.matmul(ones, ones).narrow(0, 0, 1).narrow(1, 0, 1).item();
      }
    }
  }

  /** The name of a GPU as its driver gives it, such as {@code NVIDIA H200}. */
  public static String name(int index) {
    try (Scope scope = Scope.open()) {
      return torch_cuda.getDeviceProperties((byte) index).name().getString();
    }
  }

  static long allocatedBytes(int index) {
    try (Scope scope = Scope.open()) {
      return stats(index).allocated_bytes().current();
    }
  }

  /** Bytes free on a GPU and bytes that libtorch's allocator has taken from it. */
  static long roomBytes(int index) {
    try (Scope scope = Scope.open();
        CurrentGpu gpu = CurrentGpu.set(index);
        SizeTPointer free = new SizeTPointer(1);
        SizeTPointer total = new SizeTPointer(1)) {
      CurrentGpu.check(cudart.cudaMemGetInfo(free, total), "asked for free memory");
      return free.get() + stats(index).reserved_bytes().current();
    }
  }

  static long peakBytes(int index) {
    try (Scope scope = Scope.open()) {
      return stats(index).allocated_bytes().peak();
    }
  }

  static void resetPeak(int index) {
    torch_cuda.getAllocator().resetPeakStats((byte) index);
  }

  private static DeviceStats stats(int index) {
    return torch_cuda.getAllocator().getDeviceStats((byte) index);
  }
}
