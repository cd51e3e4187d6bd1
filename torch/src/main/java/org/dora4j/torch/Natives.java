package org.dora4j.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Loads libtorch once per process, with the settings that have to be made before its first call:
 * MKL instead of OpenBLAS where it is on the class path, no resident-set limit (mapped weights
 * raise it), and a cap on oneDNN where the CPU only claims to have AMX.
 */
public final class Natives {

  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
  private static final String GPU = "-gpu";

  private static volatile boolean loaded;
  private static boolean librariesLoaded;
  private static @Nullable TorchException failure;
  private static String note = "";

  private Natives() {}

  /**
   * Loads the natives if that has not happened yet; cheap afterwards.
   *
   * @throws TorchException if they cannot be loaded, each time
   */
  public static void load() {
    if (!loaded) {
      loadOnce();
    }
  }

  /**
   * Begins to load the natives on a thread of its own, while the caller does something else; {@link
   * #load} waits for it, and says what went wrong.
   */
  public static void loadAhead() {
    Thread thread = new Thread(Natives::tryLibraries, "dora4j-natives");
    thread.setDaemon(true);
    thread.start();
  }

  private static void tryLibraries() {
    try {
      loadLibraries();
    } catch (TorchException e) {
      // Remembered: every load() throws it.
      return;
    }
  }

  private static synchronized void loadOnce() {
    if (loaded) {
      return;
    }
    loadLibraries();
    torch.set_num_threads(Math.max(1, threads()));
    // Holds for the calling thread alone, which is why it is not done ahead.
    GradMode.set_enabled(false);
    loaded = true;
  }

  private static synchronized void loadLibraries() {
    if (librariesLoaded) {
      return;
    }
    if (failure != null) {
      throw failure;
    }
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    if (mklOnClassPath()) {
      System.setProperty("org.bytedeco.openblas.load", "mkl");
    }
    chooseBuild();
    note = AmxGuard.apply();
    try {
      Loader.load(torch.class);
    } catch (UnsatisfiedLinkError e) {
      failure = new TorchException(NativesProblem.of(e), e);
      throw failure;
    }
    librariesLoaded = true;
  }

  /** The CUDA build where it is on the class path; both builds in one process would crash it. */
  private static void chooseBuild() {
    if (!forCuda()) {
      return;
    }
    if (onClassPath("org/bytedeco/pytorch/linux-x86_64/libjnitorch.so")) {
      failure = new TorchException(NativesProblem.TWO_BUILDS);
      throw failure;
    }
    if (System.getProperty(EXTENSION) == null) {
      System.setProperty(EXTENSION, GPU);
    }
  }

  /** Whether the natives on the class path are those for CUDA; loads nothing. */
  public static boolean forCuda() {
    return onClassPath("org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch.so");
  }

  private static boolean onClassPath(String resource) {
    return Natives.class.getClassLoader().getResource(resource) != null;
  }

  private static boolean mklOnClassPath() {
    return onClassPath("org/bytedeco/mkl/linux-x86_64")
        || onClassPath("org/bytedeco/mkl/windows-x86_64");
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
}
