package org.dora4j.torch;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.pytorch.global.torch_cuda;

/** A mark in the queue of a GPU's work, to be waited for. Exists only where a GPU is present. */
final class CudaEvent implements AutoCloseable {

  private final CUevent_st event;

  private CudaEvent(CUevent_st event) {
    this.event = event;
  }

  /** Marks the end of what has been queued on a GPU so far. */
  static CudaEvent record(int device) {
    try (Scope scope = Scope.open();
        CurrentGpu gpu = CurrentGpu.set(device)) {
      CUevent_st event = new CUevent_st();
      event.retainReference();
      CurrentGpu.check(
          cudart.cudaEventCreateWithFlags(event, cudart.cudaEventDisableTiming),
          "asked for an event");
      CUstream_st stream = torch_cuda.getCurrentCUDAStream((byte) device).stream();
      // The default stream is a null pointer.
      int status = cudart.cudaEventRecord(event, stream == null ? new CUstream_st() : stream);
      if (status != 0) {
        cudart.cudaEventDestroy(event);
      }
      CurrentGpu.check(status, "told to record an event");
      return new CudaEvent(event);
    }
  }

  /** Waits until the GPU has come here. */
  void await() {
    CurrentGpu.check(cudart.cudaEventSynchronize(event), "waited for");
  }

  /** Gives the event up; CUDA lets go of it when the GPU has come here. */
  @Override
  public void close() {
    cudart.cudaEventDestroy(event);
  }
}
