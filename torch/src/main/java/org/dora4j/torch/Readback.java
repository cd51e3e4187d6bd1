package org.dora4j.torch;

import org.jspecify.annotations.Nullable;

/**
 * Numbers on their way from a GPU to the host: asked for when the work that makes them is queued,
 * read when it is done, with other work queued behind it meanwhile. On a CPU they are there at
 * once.
 */
public final class Readback implements AutoCloseable {

  private double @Nullable [] values;
  private @Nullable Tensor host;
  private @Nullable CudaEvent arrival;

  private Readback() {}

  /** Sets off the values that {@code numbers} has once all work queued so far is done. */
  public static Readback of(Tensor numbers) {
    Readback readback = new Readback();
    if (!numbers.isOnGpu()) {
      readback.values = numbers.toDoubles();
      return readback;
    }
    try (Scope scope = Scope.open()) {
      // Only into pinned memory does a GPU write without the host waiting.
      Tensor host = Tensors.pinned(DType.F64, numbers.shape());
      Tensor source = numbers.to(DType.F64);
      Tensor.op(() -> host.torch.copy_(source.torch, true));
      readback.arrival = CudaEvent.record(numbers.device().index());
      readback.host = host.retain();
      return readback;
    }
  }

  /**
   * All values in row-major order; waits until they are there.
   *
   * @throws TorchException if the GPU failed in the work before
   * @throws IllegalStateException if this was closed before anybody read it
   */
  public double[] get() {
    if (values == null) {
      if (host == null || arrival == null) {
        throw new IllegalStateException("these numbers were given up before they were read");
      }
      arrival.await();
      values = host.toDoubles();
      close();
    }
    return values.clone();
  }

  /** Gives up what was not read; what was read stays readable. */
  @Override
  public void close() {
    if (arrival != null) {
      arrival.close();
      arrival = null;
    }
    if (host != null) {
      host.close();
      host = null;
    }
  }
}
