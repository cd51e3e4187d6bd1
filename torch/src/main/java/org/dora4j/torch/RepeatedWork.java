package org.dora4j.torch;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;
import org.jspecify.annotations.Nullable;

/**
 * A step that a GPU repeats many times on the same tensors. The first time it runs as it is; the
 * second time it is recorded as a CUDA graph, which from then on is launched as a whole: hundreds
 * of operations for the host's price of one.
 *
 * <p>The step may change tensors that outlive it only in place, must not wait for the GPU, and must
 * not depend on anything that changes on the host. Between two runs no tensors may be made that are
 * kept over the next one: the graph uses the memory of the recorded step again.
 */
public final class RepeatedWork implements AutoCloseable {

  private final Device device;
  private final Runnable step;
  private @Nullable CudaStream stream;
  private @Nullable CUgraph_st graph;
  private @Nullable CUgraphExec_st executable;

  /**
   * @param device a GPU
   */
  public RepeatedWork(Device device, Runnable step) {
    this.device = device;
    this.step = step;
  }

  /** Queues the step once more. */
  public void run() {
    if (stream == null) {
      stream = CudaStream.aside(device);
      step.run();
      return;
    }
    if (executable == null) {
      record();
    }
    check(cudart.cudaGraphLaunch(executable, CudaStream.current(device.index())), "launching");
  }

  private void record() {
    CUgraph_st recorded = new CUgraph_st();
    check(
        cudart.cudaStreamBeginCapture(
            CudaStream.current(device.index()), cudart.cudaStreamCaptureModeRelaxed),
        "beginning to record");
    try {
      step.run();
    } finally {
      int status = cudart.cudaStreamEndCapture(CudaStream.current(device.index()), recorded);
      check(status, "recording");
    }
    graph = recorded;
    CUgraphExec_st instance = new CUgraphExec_st();
    check(cudart.cudaGraphInstantiate(instance, recorded, 0), "preparing");
    executable = instance;
  }

  private static void check(int status, String doing) {
    if (status != 0) {
      throw new TorchException("CUDA reports status " + status + " when " + doing + " a graph.");
    }
  }

  /** Waits for the GPU and releases the recording. */
  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
    if (executable != null) {
      cudart.cudaGraphExecDestroy(executable);
    }
    if (graph != null) {
      cudart.cudaGraphDestroy(graph);
    }
  }
}
