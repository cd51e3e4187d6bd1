package org.dora4j.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Closes a stream that brings nothing for a while. Java's HTTP client limits how long headers may
 * take, but would wait for a body for ever.
 */
final class StallGuard implements AutoCloseable {
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "download-guard");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long lastSign = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream stream, Duration patience) {
    long limit = patience.toNanos();
    Runnable check =
        () -> {
          if (System.nanoTime() - lastSign > limit) {
            stalled = true;
            try {
              stream.close();
            } catch (IOException e) {
              // The reader learns of the end by its own exception.
            }
          }
        };
    var unused = timer.scheduleWithFixedDelay(check, limit, limit, TimeUnit.NANOSECONDS);
  }

  /** Says that bytes have arrived. */
  void alive() {
    lastSign = System.nanoTime();
  }

  /** Whether the stream was closed because nothing arrived. */
  boolean stalled() {
    return stalled;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
