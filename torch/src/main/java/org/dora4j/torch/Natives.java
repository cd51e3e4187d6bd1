package org.dora4j.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads libtorch once per process, with the settings that have to be made before its first call:
 * MKL instead of OpenBLAS where it is on the class path, no resident-set limit (mapped weights
 * raise it), and a cap on oneDNN where the CPU only claims to have AMX.
 */
public final class Natives {

  private static volatile boolean loaded;
  private static String note = "";

  private Natives() {}

  /** Loads the natives if that has not happened yet; cheap afterwards. */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    if (mklOnClassPath()) {
      System.setProperty("org.bytedeco.openblas.load", "mkl");
    }
    note = AmxGuard.apply();
    try {
      Loader.load(torch.class);
    } catch (UnsatisfiedLinkError e) {
      throw new TorchException(
          "libtorch's native libraries cannot be loaded ("
              + firstLine(e)
              + "): this needs Linux x86-64 (glibc 2.28 or newer), macOS on Apple silicon or Windows x86-64",
          e);
    }
    torch.set_num_threads(Math.max(1, threads()));
    GradMode.set_enabled(false);
    loaded = true;
  }

  private static boolean mklOnClassPath() {
    return Natives.class.getClassLoader().getResource("org/bytedeco/mkl/linux-x86_64") != null
        || Natives.class.getClassLoader().getResource("org/bytedeco/mkl/windows-x86_64") != null;
  }

  private static int threads() {
    String asked = System.getenv("OMP_NUM_THREADS");
    if (asked != null && asked.matches("\\d+")) {
      return Integer.parseInt(asked);
    }
    return CpuInfo.physicalCores();
  }

  /** Number of CPU threads that libtorch's operations use. */
  public static int cpuThreads() {
    load();
    return torch.get_num_threads();
  }

  /** What the CPU guard found, for {@code doctor}; empty where there is nothing to say. */
  public static String cpuNote() {
    load();
    return note;
  }

  /** Version of libtorch, e.g. {@code 2.10.0}. */
  public static String version() {
    String version =
        org.bytedeco.pytorch.presets.torch.class.getPackage().getImplementationVersion();
    return version == null ? "2.10.0" : version;
  }

  /** Whether products run on MKL (the fast path on x86-64) rather than on OpenBLAS. */
  public static boolean usesMkl() {
    load();
    return mklOnClassPath();
  }

  private static String firstLine(Throwable e) {
    String text = String.valueOf(e.getMessage());
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }
}
