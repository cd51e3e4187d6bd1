package org.dora4j.torch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why libtorch cannot be loaded, in a sentence that says what to do. */
final class NativesProblem {
  /** Two builds of libtorch on one class path. */
  static final String TWO_BUILDS =
      "libtorch for the CPU and for CUDA are both on the class path, which crashes Java: leave out the pytorch jar that ends in linux-x86_64.jar, or the one that ends in linux-x86_64-gpu.jar";

  private static final String DRIVER = "libcuda.so.1";
  private static final Pattern MISSING =
      Pattern.compile("(lib[\\w.+-]+): cannot open shared object");
  private static final Pattern NVIDIA = Pattern.compile("lib(cu|nccl|nv).*");

  private NativesProblem() {}

  /** The sentence; JavaCPP puts what matters into the innermost cause. */
  static String of(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    String message = String.valueOf(innermost.getMessage()).lines().findFirst().orElse("");
    Matcher missing = MISSING.matcher(message);
    if (message.contains(DRIVER)) {
      return "libtorch for CUDA finds no part of NVIDIA's driver (%s): install it, version %d or newer, or in a container start it with its GPUs"
          .formatted(DRIVER, NvidiaDriver.CUDA_13);
    }
    if (missing.find() && NVIDIA.matcher(missing.group(1)).matches()) {
      return "libtorch for CUDA needs NVIDIA's library %s, which is not to be found: run './dora4j setup --cuda', which says where to get it, or './dora4j setup --cpu' to do without the GPU"
          .formatted(missing.group(1));
    }
    return "libtorch's native libraries cannot be loaded (%s): this needs Linux x86-64 (glibc 2.28 or newer), macOS on Apple silicon or Windows x86-64"
        .formatted(message);
  }
}
