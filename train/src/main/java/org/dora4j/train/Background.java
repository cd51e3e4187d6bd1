package org.dora4j.train;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work on a thread of its own, while the caller does something else. It is not broken off: {@link
 * #close} waits for its end, so that nothing that it uses is closed under it.
 */
final class Background<T> implements AutoCloseable {
  private final FutureTask<T> task;

  private Background(FutureTask<T> task) {
    this.task = task;
  }

  /**
   * Begins.
   *
   * @param name of the thread
   */
  static <T> Background<T> start(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return new Background<>(task);
  }

  /**
   * Waits for the result.
   *
   * @throws RuntimeException what the work threw
   */
  T join() {
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a run was being prepared.", e);
    }
  }

  /** Throws what the work threw, where it has ended by that; does not wait. */
  void requireNoFailure() {
    if (task.isDone()) {
      join();
    }
  }

  /** Waits for the end, whatever it is. */
  @Override
  public void close() {
    try {
      join();
    } catch (RuntimeException | Error e) {
      // Whoever wanted the result has met this; to others it says nothing.
      return;
    }
  }
}
