package org.dora4j.torch;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/** What native memory is in use: for leak tests, progress lines, forecasts and error messages. */
public final class Memory {
  private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";

  private Memory() {}

  /** Native objects (tensors and their small helpers) that are alive and owned by Java. */
  public static long liveObjects() {
    return Pointer.totalCount();
  }

  /** Bytes that the C allocator has handed out and not got back; -1 where glibc cannot say. */
  public static long allocatedBytes() {
    if (!Platform.isLinux()) {
      return -1;
    }
    try {
      Glibc.Mallinfo2 info = Glibc.INSTANCE.mallinfo2();
      return info.uordblks + info.hblkhd;
    } catch (UnsatisfiedLinkError e) {
      return -1;
    }
  }

  /** Resident set of this process in bytes; -1 where the system does not say. */
  public static long processBytes() {
    return statusField("VmRSS:");
  }

  /** Largest resident set of this process so far in bytes; -1 where the system does not say. */
  public static long processPeakBytes() {
    return statusField("VmHWM:");
  }

  /** Bytes of main memory that this process may still take; -1 where the system does not say. */
  public static long availableBytes() {
    return kilobytes(Path.of("/proc/meminfo"), "MemAvailable:");
  }

  /** Main memory of the machine in bytes; -1 where the system does not say. */
  public static long totalBytes() {
    return kilobytes(Path.of("/proc/meminfo"), "MemTotal:");
  }

  /** Bytes that libtorch's caching allocator holds for live tensors on a GPU; 0 on a CPU. */
  public static long gpuBytes(Device device) {
    return device.cuda() ? Cuda.allocatedBytes(device.index()) : 0;
  }

  /**
   * Bytes of a GPU's memory that this process may have in all: what is free, and what its caching
   * allocator holds already. 0 on a CPU.
   */
  public static long gpuRoomBytes(Device device) {
    return device.cuda() ? Cuda.roomBytes(device.index()) : 0;
  }

  /** Largest value of {@link #gpuBytes} so far. */
  public static long gpuPeakBytes(Device device) {
    return device.cuda() ? Cuda.peakBytes(device.index()) : 0;
  }

  /** Starts {@link #gpuPeakBytes} anew. */
  public static void resetGpuPeak(Device device) {
    if (device.cuda()) {
      Cuda.resetPeak(device.index());
    }
  }

  /**
   * Starts {@link #peakBytes} anew. Where the system cannot do that for a process, the peak since
   * its start stays.
   */
  public static void resetPeak(Device device) {
    if (device.cuda()) {
      resetGpuPeak(device);
    } else if (Files.isWritable(CLEAR_REFS)) {
      try {
        Files.writeString(CLEAR_REFS, RESET_PEAK);
      } catch (IOException e) {
        // A system that refuses keeps the old peak, which is larger and never flatters.
        return;
      }
    }
  }

  /** Peak memory of the device that a run works on: the GPU's, or the process's on a CPU. */
  public static long peakBytes(Device device) {
    return device.cuda() ? gpuPeakBytes(device) : processPeakBytes();
  }

  /** Bytes as people read them: {@code 1.5 GiB}. */
  public static String format(long bytes) {
    if (bytes < 0) {
      return "unknown";
    }
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }

  private static long statusField(String name) {
    return kilobytes(Path.of("/proc/self/status"), name);
  }

  private static long kilobytes(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }

  private interface Glibc extends Library {
    Glibc INSTANCE = Native.load("c", Glibc.class);

    Mallinfo2 mallinfo2();

    /** glibc's struct mallinfo2, returned by value; the fields are size_t. */
    @Structure.FieldOrder({
      "arena",
      "ordblks",
      "smblks",
      "hblks",
      "hblkhd",
      "usmblks",
      "fsmblks",
      "uordblks",
      "fordblks",
      "keepcost"
    })
    final class Mallinfo2 extends Structure implements Structure.ByValue {
      public long arena;
      public long ordblks;
      public long smblks;
      public long hblks;
      public long hblkhd;
      public long usmblks;
      public long fsmblks;
      public long uordblks;
      public long fordblks;
      public long keepcost;
    }
  }
}
