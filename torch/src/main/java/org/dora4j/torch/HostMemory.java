package org.dora4j.torch;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;

/** Copies parts of contiguous CPU tensors from and to Java arrays. */
public final class HostMemory {

  private HostMemory() {}

  /**
   * Copies part of a tensor's raw bytes.
   *
   * @param source contiguous, on the CPU
   * @param offset first byte
   * @param target filled from {@code start} for {@code length} bytes
   */
  public static void read(Tensor source, long offset, byte[] target, int start, int length) {
    require(source, offset >= 0 && offset + length <= source.bytes());
    try (Scope scope = Scope.open()) {
      BytePointer bytes = new BytePointer(source.torch.data_ptr());
      bytes.position(offset).get(target, start, length);
    }
  }

  /**
   * Copies floats into part of a tensor.
   *
   * @param target F32, contiguous, on the CPU
   * @param start first element, in row-major order
   * @param values the first {@code count} of them are copied
   */
  public static void write(Tensor target, long start, float[] values, int count) {
    require(target, start >= 0 && start + count <= target.count() && target.dtype() == DType.F32);
    try (Scope scope = Scope.open()) {
      new FloatPointer(target.torch.data_ptr()).position(start).put(values, 0, count);
    }
  }

  private static void require(Tensor tensor, boolean inside) {
    if (!inside || tensor.device().cuda() || !tensor.isContiguous()) {
      throw new IllegalArgumentException(
          "A copy needs a contiguous CPU tensor of the right type and a range inside it.");
    }
  }
}
