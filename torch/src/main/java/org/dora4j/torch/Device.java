package org.dora4j.torch;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch;

/**
 * Where a tensor lives.
 *
 * @param cuda whether this is a CUDA GPU; otherwise the host's CPU
 * @param index number of the GPU; 0 on the CPU
 */
public record Device(boolean cuda, int index) {

  public static final Device CPU = new Device(false, 0);

  public static Device cuda(int index) {
    return new Device(true, index);
  }

  /**
   * Reads {@code cpu}, {@code cuda}, {@code cuda:1} or {@code auto} (a GPU where libtorch sees
   * one).
   */
  public static Device parse(String name) {
    String text = name.toLowerCase(Locale.ROOT);
    if (text.equals("cpu")) {
      return CPU;
    }
    if (text.equals("auto")) {
      return cudaAvailable() ? cuda(0) : CPU;
    }
    if (text.equals("cuda") || text.matches("cuda:\\d+")) {
      if (!cudaAvailable()) {
        throw new IllegalArgumentException(
            "device '"
                + name
                + "' was asked for but libtorch sees no GPU: run 'dora4j doctor' to see why, or use --device cpu");
      }
      return cuda(text.equals("cuda") ? 0 : Integer.parseInt(text.substring(5)));
    }
    throw new IllegalArgumentException(
        "unknown device '" + name + "': use cpu, cuda, cuda:N or auto");
  }

  /** Whether these natives were built for CUDA and a driver with a GPU answers. */
  public static boolean cudaAvailable() {
    Natives.load();
    return torch.hasCUDA();
  }

  org.bytedeco.pytorch.Device toTorch() {
    return cuda
        ? new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA, (byte) index)
        : new org.bytedeco.pytorch.Device(torch.DeviceType.CPU, (byte) -1);
  }

  @Override
  public String toString() {
    return cuda ? "cuda:" + index : "cpu";
  }
}
