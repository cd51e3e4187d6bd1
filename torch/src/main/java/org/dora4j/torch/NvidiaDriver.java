package org.dora4j.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NVIDIA's driver as the system tells of it, without libtorch.
 *
 * @param version such as {@code 580.159.03}
 */
public record NvidiaDriver(String version) {
  /** The oldest major version that runs programs built for CUDA 13. */
  public static final int CUDA_13 = 580;

  private static final Path KERNEL_MODULE = Path.of("/proc/driver/nvidia/version");
  private static final Pattern VERSION = Pattern.compile("\\b(\\d{3,4})(\\.\\d+)+\\b");
  private static final int SECONDS = 20;

  /** The driver of this machine; empty where there is none, or none that answers. */
  public static Optional<NvidiaDriver> find() {
    try {
      if (Files.isReadable(KERNEL_MODULE)) {
        return in(Files.readString(KERNEL_MODULE));
      }
      return in(ask("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The first thing in a text that looks like a version. */
  static Optional<NvidiaDriver> in(String text) {
    Matcher matcher = VERSION.matcher(text);
    return matcher.find() ? Optional.of(new NvidiaDriver(matcher.group())) : Optional.empty();
  }

  /** Whether programs built for CUDA 13 run on it. */
  public boolean runsCuda13() {
    return Integer.parseInt(version.substring(0, version.indexOf('.'))) >= CUDA_13;
  }

  private static String ask(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "";
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      return "";
    }
  }
}
