package org.dora4j.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Memory ran out on the host or on a GPU; the message says how much was asked and what helps. */
public final class OutOfMemoryException extends TorchException {
  private static final long serialVersionUID = 1L;

  private static final Pattern CPU = Pattern.compile("you tried to allocate (\\d+) bytes");
  private static final Pattern GPU = Pattern.compile("Tried to allocate ([\\d.]+ [KMGT]iB)");

  private OutOfMemoryException(String message, Throwable cause) {
    super(message, cause);
  }

  static OutOfMemoryException of(String nativeMessage, RuntimeException cause) {
    String asked = "more memory than there is";
    Matcher cpu = CPU.matcher(nativeMessage);
    Matcher gpu = GPU.matcher(nativeMessage);
    if (cpu.find()) {
      asked = Memory.format(Long.parseLong(cpu.group(1)));
    } else if (gpu.find()) {
      asked = gpu.group(1);
    }
    boolean onGpu = nativeMessage.contains("CUDA");
    long inUse = onGpu ? Memory.gpuBytes(Device.cuda(0)) : Memory.processBytes();
    return new OutOfMemoryException(
        "out of memory on the "
            + (onGpu ? "GPU" : "host")
            + ": "
            + asked
            + " was asked for while "
            + Memory.format(inUse)
            + " is in use; a smaller --batch-size with more --accumulation, a shorter --cutoff, --recompute or --dtype bf16 needs less",
        cause);
  }
}
