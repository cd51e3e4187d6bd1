package org.dora4j.torch;

import org.bytedeco.cuda.global.cudart;

/** Makes a GPU the one that CUDA's runtime is asked about, for a while and on this thread. */
final class CurrentGpu implements AutoCloseable {

  private final int before;

  private CurrentGpu(int before) {
    this.before = before;
  }

  static CurrentGpu set(int index) {
    int[] current = new int[1];
    check(cudart.cudaGetDevice(current), "asked for the current GPU");
    if (current[0] != index) {
      check(cudart.cudaSetDevice(index), "turned to GPU " + index);
    }
    return new CurrentGpu(current[0]);
  }

  /** Returns to the GPU that was current before. */
  @Override
  public void close() {
    cudart.cudaSetDevice(before);
  }

  /**
   * @throws TorchException if a call of CUDA's runtime failed
   */
  static void check(int status, String doing) {
    if (status != 0) {
      throw new TorchException("CUDA reports status " + status + " when " + doing + ".");
    }
  }
}
