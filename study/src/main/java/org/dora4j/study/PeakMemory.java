package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures the peak memory of a training run without loading its model, and keeps it in a file. On
 * a GPU the allocator knows it. On a CPU the process's resident set would tell more of the runs
 * before and of Java's heap than of this run, so the bytes that native code has allocated are
 * looked at every {@value #PERIOD_MILLIS} ms.
 */
final class PeakMemory implements TrainListener, AutoCloseable {
  private static final int PERIOD_MILLIS = 2;
  private static final String PEAK = "peak_bytes";
  private static final JsonMapper JSON = new JsonMapper();

  private final Device device;
  private final Path file;
  private @Nullable Thread sampler;
  private volatile long peak = -1;

  /**
   * @param file that the peak is kept in; a resumed run's is the largest of its parts'
   */
  PeakMemory(Device device, Path file) {
    this.device = device;
    this.file = file;
  }

  @Override
  public void onStart(TrainStart start) {
    Memory.resetPeak(device);
    if (!device.cuda() && Memory.allocatedBytes() >= 0) {
      sampler = new Thread(this::sample, "peak-memory");
      sampler.setDaemon(true);
      sampler.start();
    }
  }

  private void sample() {
    while (!Thread.currentThread().isInterrupted()) {
      peak = Math.max(peak, Memory.allocatedBytes());
      try {
        Thread.sleep(PERIOD_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void onFinish(TrainFinish finish) {
    close();
    long seen = sampler == null ? finish.peakMemoryBytes() : peak;
    long largest = Math.max(seen, read(file));
    WholeFile.write(
        file, JSON.writeValueAsString(JSON.createObjectNode().put(PEAK, largest)) + "\n");
  }

  /** Ends the measurement. */
  @Override
  public void close() {
    Thread running = sampler;
    if (running != null) {
      running.interrupt();
    }
  }

  /** The peak that a file holds, in bytes; −1 where there is no such file. */
  static long read(Path file) {
    try {
      return Files.exists(file) ? JSON.readTree(Files.readString(file)).path(PEAK).asLong(-1) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " (" + e + ").", e);
    } catch (JacksonException e) {
      throw new StudyException(file + " is not JSON; delete it to show the rest.", e);
    }
  }
}
