package org.dora4j.torch;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.pytorch.cuda.CUDAStream;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * The queue that a thread's work on a GPU goes into: libtorch's default, except inside an {@link
 * #aside}, whose queue can be recorded. Touch this class only where a GPU is present.
 */
public final class CudaStream implements AutoCloseable {

  private static final ThreadLocal<Map<Integer, CUstream_st>> CURRENT =
      ThreadLocal.withInitial(HashMap::new);
  private static final ThreadLocal<Map<Integer, CUDAStream>> ASIDE =
      ThreadLocal.withInitial(HashMap::new);

  private final int device;
  private final CUDAStream before;

  private CudaStream(int device) {
    this.device = device;
    this.before = torch_cuda.getCurrentCUDAStream((byte) device);
    before.retainReference();
  }

  /**
   * Makes a GPU this thread's current one, on which CUDA's own functions act: libtorch's choose by
   * their tensors, but modules, launches and recordings do not.
   */
  public static void use(int device) {
    int status = cudart.cudaSetDevice(device);
    if (status != 0) {
      throw new TorchException(
          "CUDA reports status " + status + " when choosing GPU " + device + ".");
    }
  }

  /** This thread's present queue of a GPU, as CUDA's functions take it. */
  public static CUstream_st current(int device) {
    CUstream_st known = CURRENT.get().get(device);
    return known != null ? known : CURRENT.get().computeIfAbsent(device, CudaStream::ask);
  }

  private static CUstream_st ask(int device) {
    CUstream_st stream = torch_cuda.getCurrentCUDAStream((byte) device).stream();
    CUstream_st own = stream == null ? new CUstream_st() : stream;
    own.retainReference();
    return own;
  }

  /**
   * Lets all of this thread's work queue elsewhere until this is closed. Waits for the GPU when it
   * begins and when it ends, so that neither queue overtakes the other.
   */
  static CudaStream aside(Device device) {
    use(device.index());
    Cuda.synchronize();
    CudaStream stream = new CudaStream(device.index());
    switchTo(device.index(), ASIDE.get().computeIfAbsent(device.index(), CudaStream::fromPool));
    return stream;
  }

  private static CUDAStream fromPool(int device) {
    CUDAStream stream = torch_cuda.getStreamFromPool(false, (byte) device);
    stream.retainReference();
    return stream;
  }

  private static void switchTo(int device, CUDAStream stream) {
    torch_cuda.setCurrentCUDAStream(stream);
    CURRENT.get().put(device, ask(device));
  }

  @Override
  public void close() {
    Cuda.synchronize();
    switchTo(device, before);
    before.releaseReference();
  }
}
