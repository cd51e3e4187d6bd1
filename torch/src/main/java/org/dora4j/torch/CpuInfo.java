package org.dora4j.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the operating system says of the CPU. */
public final class CpuInfo {

  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private CpuInfo() {}

  /** Name of the CPU, or "unknown CPU". */
  public static String model() {
    return field("model name").orElse(System.getProperty("os.arch", "unknown") + " CPU");
  }

  /** Feature flags that the kernel lists (Linux), e.g. {@code avx512f}; empty elsewhere. */
  public static Set<String> flags() {
    return Set.of(field("flags").orElse("").trim().split("\\s+"));
  }

  /** Cores without counting hyper-threads twice; the number of processors where that is unknown. */
  public static int physicalCores() {
    Set<String> cores = new HashSet<>();
    String socket = "0";
    for (String line : lines()) {
      if (line.startsWith("physical id")) {
        socket = line.substring(line.indexOf(':') + 1).trim();
      } else if (line.startsWith("core id")) {
        cores.add(socket + ":" + line.substring(line.indexOf(':') + 1).trim());
      }
    }
    int processors = Runtime.getRuntime().availableProcessors();
    return cores.isEmpty() ? processors : Math.min(cores.size(), processors);
  }

  private static java.util.Optional<String> field(String name) {
    return lines().stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).trim())
        .findFirst();
  }

  private static List<String> lines() {
    try {
      return Files.isReadable(LINUX) ? Files.readAllLines(LINUX) : List.of();
    } catch (IOException e) {
      return List.of();
    }
  }
}
