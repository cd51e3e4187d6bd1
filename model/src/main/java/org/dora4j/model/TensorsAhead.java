package org.dora4j.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Weight;

/**
 * Tensors that a few threads read before they are asked for, so that the disk, the conversion and
 * the way to a GPU are busy at the same time.
 *
 * <p>All of them are read as fast as the threads can, so they must have room together: on a GPU
 * they are the model's weights, which stay there anyway.
 */
final class TensorsAhead implements AutoCloseable {
  private static final int THREADS = 4;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "dora4j-load");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Future<Weight>> coming = new HashMap<>();
  private volatile boolean closed;

  /**
   * Begins to read.
   *
   * @param names in the order in which they will be asked for
   * @param reader makes the tensor of a name, in the open scope; called on several threads at once
   */
  TensorsAhead(Collection<String> names, Function<String, Weight> reader) {
    for (String name : names) {
      coming.put(name, threads.submit(() -> read(name, reader)));
    }
  }

  private Weight read(String name, Function<String, Weight> reader) {
    if (closed) {
      throw new CancellationException(name + " is no longer wanted");
    }
    try (Scope scope = Scope.open()) {
      return reader.apply(name).retain();
    }
  }

  /**
   * The tensor of a name, in the caller's scope; waits until it has been read. Each may be taken
   * once.
   *
   * @throws RuntimeException what the reader threw
   */
  Weight take(String name) {
    Future<Weight> future = coming.remove(name);
    if (future == null) {
      throw new IllegalArgumentException(name + " is not among the tensors that are read ahead");
    }
    return finished(future).release();
  }

  private static Weight finished(Future<Weight> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a model was being loaded.", e);
    }
  }

  /** Gives up what nobody has taken, once the threads have let go of it. */
  @Override
  public void close() {
    closed = true;
    threads.shutdown();
    for (Future<Weight> future : coming.values()) {
      try {
        finished(future).close();
      } catch (RuntimeException e) {
        // What could not be read, or was not any more, leaves nothing to close.
        continue;
      }
    }
    coming.clear();
  }
}
