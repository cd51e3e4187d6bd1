package org.dora4j.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.global.torch;

/**
 * Pieces of work at the same time on a CPU, each in a lane of its own with its share of the cores.
 *
 * <p>An operation on all cores ends when the slowest core has done its part, and between two of
 * them all cores but one are idle. Pieces that share nothing wait for each other once, at the end.
 */
public final class CpuLanes {

  private static final ThreadLocal<Integer> LANE = ThreadLocal.withInitial(() -> 0);

  // Threads stay: MKL keeps buffers for each that ever called it.
  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          Long.MAX_VALUE,
          TimeUnit.NANOSECONDS,
          new SynchronousQueue<>(),
          CpuLanes::thread);

  private CpuLanes() {}

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "dora4j-lane");
    thread.setDaemon(true);
    return thread;
  }

  /** Number of the lane that the calling thread works in, from 0; 0 outside of all lanes. */
  public static int current() {
    return LANE.get();
  }

  /**
   * Does all pieces and waits for them. One piece is done by the calling thread, with all cores.
   *
   * @param pieces at least one; piece i works in lane i. What they make that others are to see must
   *     be retained
   * @return their results in order
   * @throws RuntimeException or an error, that of the first piece that failed, after all have ended
   */
  public static <T> List<T> run(List<Supplier<T>> pieces) {
    if (pieces.size() == 1) {
      return List.of(pieces.get(0).get());
    }
    int all = Natives.cpuThreads();
    int share = Math.max(1, all / pieces.size());
    List<Future<T>> running = new ArrayList<>();
    for (int lane = 0; lane < pieces.size(); lane++) {
      int number = lane;
      running.add(THREADS.submit(() -> work(number, share, pieces.get(number))));
    }
    try {
      return results(running);
    } finally {
      // MKL has one number for the whole process, which the lanes have changed.
      torch.set_num_threads(all);
    }
  }

  private static <T> T work(int lane, int threads, Supplier<T> piece) {
    torch.set_num_threads(threads);
    GradMode.set_enabled(false);
    LANE.set(lane);
    return piece.get();
  }

  private static <T> List<T> results(List<Future<T>> running) {
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (Future<T> future : running) {
      try {
        results.add(ended(future));
      } catch (RuntimeException | Error e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException problem) {
      throw problem;
    }
    return results;
  }

  /** The result, however often the waiting is interrupted: a piece cannot be left half done. */
  private static <T> T ended(Future<T> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw unwrapped(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException unwrapped(ExecutionException failed) {
    Throwable cause = failed.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException problem ? problem : new IllegalStateException(cause);
  }
}
