package org.dora4j.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Some virtual machines list AMX among the CPU's flags and kill the process at its first AMX
 * instruction. Where the flags list it, a child process tries one bf16 product; the answer is
 * remembered per machine, and oneDNN is capped to AVX-512 where the child died.
 */
final class AmxGuard {

  private static final String CAP = "ONEDNN_MAX_CPU_ISA";
  private static final String CAP_VALUE = "AVX512_CORE_BF16";

  private AmxGuard() {}

  private interface Libc extends Library {
    int setenv(String name, String value, int overwrite);
  }

  /** Caps oneDNN if AMX traps; returns one sentence for doctor, empty where AMX is not listed. */
  static String apply() {
    if (!Platform.isLinux()
        || !CpuInfo.flags().contains("amx_bf16")
        || Boolean.getBoolean("dora4j.amx.probe")) {
      return "";
    }
    if (System.getenv(CAP) != null) {
      return "AMX is listed; oneDNN is capped to " + System.getenv(CAP) + " by the environment.";
    }
    if (works()) {
      return "AMX works: bf16 is the fast path on this CPU.";
    }
    Native.load("c", Libc.class).setenv(CAP, CAP_VALUE, 0);
    return "AMX is listed by the CPU but traps: oneDNN is capped to "
        + CAP_VALUE
        + ", so fp32 is the fast path here.";
  }

  private static boolean works() {
    try {
      return remembered(answerFile(), () -> probe(AmxProbe.class.getName()));
    } catch (IOException e) {
      return false;
    }
  }

  /** A question that is costly to ask. */
  interface Question {
    boolean ask() throws IOException;
  }

  /** The answer in {@code file}, asked for and written there if it is not there yet. */
  static boolean remembered(Path file, Question question) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).trim().equals("works");
    }
    boolean works = question.ask();
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    Files.writeString(file, works ? "works" : "traps");
    return works;
  }

  private static Path answerFile() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path base =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(cache);
    String machine =
        Integer.toHexString((CpuInfo.model() + CpuInfo.flags().size() + kernel()).hashCode());
    return base.resolve("dora4j").resolve("amx-" + machine);
  }

  private static String kernel() {
    return System.getProperty("os.version", "");
  }

  /** Whether the main method of a class ends well in a Java of its own. */
  static boolean probe(String mainClass) throws IOException {
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Ddora4j.amx.probe=true",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/null",
                    "-cp",
                    System.getProperty("java.class.path"),
                    mainClass))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!child.waitFor(120, TimeUnit.SECONDS)) {
        child.destroyForcibly();
        return false;
      }
      return child.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      child.destroyForcibly();
      return false;
    }
  }
}
