package org.dora4j.torch.fused;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.dora4j.torch.TorchException;

/**
 * Machine code of kernels: from the cache on disk, else compiled and stored there. Each is made
 * once a process, by whichever thread asks first; others wait for it.
 */
final class KernelCode {
  private static final List<String> HEADERS = List.of("elements.cuh", "random.cuh", "weights.cuh");

  private static final KernelCode SHARED =
      new KernelCode(new KernelCache(KernelCache.folder(System.getenv())), new NvrtcCompiler());

  /** Makes machine code of CUDA C++. */
  interface Compiler {
    /** What distinguishes this compiler's code from another's. */
    String version();

    /**
     * The code.
     *
     * @param name for messages
     * @throws TorchException if it does not compile
     */
    byte[] compile(String name, String source, String... options);
  }

  private final KernelCache cache;
  private final Compiler compiler;
  private final Map<String, FutureTask<byte[]>> codes = new ConcurrentHashMap<>();

  KernelCode(KernelCache cache, Compiler compiler) {
    this.cache = cache;
    this.compiler = compiler;
  }

  /** With NVRTC and the user's cache. */
  static KernelCode shared() {
    return SHARED;
  }

  /**
   * The code of a resource.
   *
   * @param file name of the .cu file
   * @param options of the compiler
   * @throws TorchException if it does not compile
   */
  byte[] of(String file, String... options) {
    String source =
        HEADERS.stream().map(KernelCode::resource).collect(joining()) + resource(file + ".cu");
    String key = KernelCache.key(source, String.join(" ", options), compiler.version());
    FutureTask<byte[]> task = new FutureTask<>(() -> make(key, file, source, options));
    FutureTask<byte[]> earlier = codes.putIfAbsent(key, task);
    if (earlier == null) {
      task.run();
    }
    return result(earlier == null ? task : earlier, file);
  }

  private byte[] make(String key, String file, String source, String... options) {
    return cache
        .find(key)
        .orElseGet(
            () -> {
              byte[] code = compiler.compile(file, source, options);
              cache.store(key, code);
              return code;
            });
  }

  private static byte[] result(FutureTask<byte[]> task, String file) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TorchException problem) {
        throw problem;
      }
      if (e.getCause() instanceof LinkageError problem) {
        throw problem;
      }
      throw new TorchException(
          "The kernel " + file + " cannot be compiled.",
          Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TorchException("Interrupted while the kernel " + file + " was compiled.", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = KernelCode.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new TorchException("The kernel " + name + " is missing from the class path.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new TorchException("The kernel " + name + " cannot be read.", e);
    }
  }
}
