package org.dora4j.serve;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.dora4j.torch.Scope;

/** The one thread that computes: texts wait in a queue of limited length for it. */
final class ModelThread implements AutoCloseable {

  /** Writes a text, telling it piece by piece to whoever wants it. */
  interface Job {
    WrittenText write(Predicate<String> out);
  }

  private final ThreadPoolExecutor thread;
  private volatile boolean closing;

  /**
   * @param waiting most texts that may wait
   */
  ModelThread(int waiting) {
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread made = new Thread(task, "dora4j model");
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Puts a text into the queue.
   *
   * @throws RequestException if the queue is full, or this is being closed
   */
  Writing submit(Job job) {
    Writing writing = new Writing();
    try {
      thread.execute(() -> run(job, writing));
    } catch (RejectedExecutionException e) {
      throw closing
          ? stopped()
          : RequestException.of(
              RequestException.BUSY,
              "queue_full",
              "The server has %d texts waiting and takes no more; try again later."
                  .formatted(thread.getQueue().size()));
    }
    return writing;
  }

  private void run(Job job, Writing writing) {
    try (Scope scope = Scope.open()) {
      if (closing) {
        throw stopped();
      }
      WrittenText text = job.write(piece -> writing.add(piece) && !closing);
      if (closing) {
        throw stopped();
      }
      writing.finish(text);
    } catch (RuntimeException e) {
      writing.fail(e);
    } catch (OutOfMemoryError | LinkageError e) {
      writing.fail(new IllegalStateException(e.toString(), e));
    }
  }

  static RequestException stopped() {
    return RequestException.of(RequestException.BUSY, "stopping", "The server is being stopped.");
  }

  /** Number of texts that wait. */
  int waiting() {
    return thread.getQueue().size();
  }

  /** Whether a text is being written. */
  boolean isBusy() {
    return thread.getActiveCount() > 0;
  }

  /** Ends the text that is being written and those that wait, and returns when that is done. */
  @Override
  public void close() {
    closing = true;
    thread.shutdown();
    boolean interrupted = false;
    while (!thread.isTerminated()) {
      try {
        thread.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        // The model must not be released while it computes.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
