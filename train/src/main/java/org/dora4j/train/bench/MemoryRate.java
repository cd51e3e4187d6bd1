package org.dora4j.train.bench;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** How fast bytes move, within a device and from the host to a GPU: the best of some rounds. */
public final class MemoryRate {
  private static final int ROUNDS = 5;
  private static final long GPU_BYTES = 1L << 30;
  private static final long CPU_BYTES = 1L << 28;
  private static final long HOST_BYTES = 1L << 28;

  private MemoryRate() {}

  /** Bytes per second, read and written ones together, of copying one large buffer to another. */
  public static double of(Device device) {
    long bytes = device.cuda() ? GPU_BYTES : CPU_BYTES;
    try (Scope scope = Scope.open()) {
      Tensor from = Tensors.zeros(DType.U8, device, bytes);
      return 2 * copies(from, Tensors.zeros(DType.U8, device, bytes));
    }
  }

  /** Bytes per second from pinned memory of the host to a GPU. */
  public static double hostToDevice(Device device) {
    try (Scope scope = Scope.open()) {
      Tensor from = Tensors.pinned(DType.U8, HOST_BYTES).zero_();
      return copies(from, Tensors.zeros(DType.U8, device, HOST_BYTES));
    }
  }

  /** Bytes per second that arrive. */
  private static double copies(Tensor from, Tensor to) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      Stopwatch watch = Stopwatch.start(to.device());
      to.copy_(from);
      best = Math.min(best, watch.lap());
    }
    return from.bytes() / best;
  }
}
