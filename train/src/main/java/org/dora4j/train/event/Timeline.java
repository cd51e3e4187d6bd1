package org.dora4j.train.event;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a process did until its first training step was done: phases with their begin and end in
 * seconds since Java started. Phases of different threads overlap. Safe for several threads.
 */
public final class Timeline {
  private final Instant started;
  private final long origin;
  private final List<Phase> phases = new ArrayList<>();

  /**
   * Work that took a while.
   *
   * @param name such as {@code weights}
   * @param begin seconds since Java started
   * @param end the same
   */
  public record Phase(String name, double begin, double end) {}

  private Timeline(Instant started, long origin) {
    this.started = started;
    this.origin = origin;
  }

  /** A timeline whose first phase, {@code java}, is all that this process did before this call. */
  public static Timeline ofThisProcess() {
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    long sinceThen = Math.max(0, System.currentTimeMillis() - started.toEpochMilli());
    Timeline timeline = new Timeline(started, System.nanoTime() - sinceThen * 1_000_000);
    timeline.add("java", 0);
    return timeline;
  }

  /** When Java started, by the system's clock. */
  public Instant started() {
    return started;
  }

  /** Seconds since Java started. */
  public double now() {
    return (System.nanoTime() - origin) / 1e9;
  }

  /** Does work as a phase; where it fails, the time until then is one too. */
  public <T> T phase(String name, Supplier<T> work) {
    double begin = now();
    try {
      return work.get();
    } finally {
      add(name, begin);
    }
  }

  /** The same without a result. */
  public void phase(String name, Runnable work) {
    phase(
        name,
        () -> {
          work.run();
          return name;
        });
  }

  /** A phase that began earlier and ends now. */
  public void add(String name, double begin) {
    Phase phase = new Phase(name, begin, now());
    synchronized (phases) {
      phases.add(phase);
    }
  }

  /** The phases that have ended, by their begin. */
  public List<Phase> phases() {
    synchronized (phases) {
      return phases.stream().sorted(Comparator.comparingDouble(Phase::begin)).toList();
    }
  }
}
