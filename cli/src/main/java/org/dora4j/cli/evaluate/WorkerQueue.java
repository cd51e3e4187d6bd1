package org.dora4j.cli.evaluate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.dora4j.cli.terminal.ExitStatus;

/**
 * Tasks that wait for workers. Each worker takes the next task when it has finished one; a task
 * whose process dies is tried once more.
 */
final class WorkerQueue {
  private static final int ATTEMPTS = 2;

  /** Starts the process of one task. */
  interface Starter {
    /**
     * Starts it.
     *
     * @param device where it computes; empty for the default
     * @param attempt 1, or 2 for the second try
     */
    Process start(String task, String device, int attempt) throws IOException;
  }

  private final Starter starter;
  private final Consumer<String> notes;
  private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
  private final Map<String, String> outputs = new ConcurrentHashMap<>();
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param notes hears every line that a process writes to its standard error, and what the queue
   *     itself has to say
   */
  WorkerQueue(Starter starter, Consumer<String> notes) {
    this.starter = starter;
    this.notes = notes;
  }

  /**
   * Runs all tasks.
   *
   * @param devices one for each worker
   * @return what each task's process wrote to standard output, by task; those that failed or were
   *     not begun are missing
   */
  Map<String, String> run(List<String> tasks, List<String> devices) {
    waiting.addAll(tasks);
    List<Thread> workers = new ArrayList<>();
    for (String device : devices) {
      Thread worker = new Thread(() -> work(device), "evaluation worker " + workers.size());
      worker.start();
      workers.add(worker);
    }
    for (Thread worker : workers) {
      join(worker);
    }
    return outputs;
  }

  /** Starts nothing more, and asks the processes to end after their present batch. */
  void stop() {
    stopped = true;
    running.forEach(Process::destroy);
  }

  private void work(String device) {
    for (String task = waiting.poll(); task != null && !stopped; task = waiting.poll()) {
      for (int attempt = 1; attempt <= ATTEMPTS && !stopped; attempt++) {
        int status = attempt(task, device, attempt);
        if (status == ExitStatus.SUCCESS) {
          break;
        }
        if (!stopped) {
          String end = attempt < ATTEMPTS ? "; it is tried once more" : " again and is given up";
          notes.accept("%s: its process ended with status %d%s".formatted(task, status, end));
        }
      }
    }
  }

  private int attempt(String task, String device, int attempt) {
    try {
      Process process = starter.start(task, device, attempt);
      running.add(process);
      try {
        Thread errors = new Thread(() -> relay(task, process), "messages of " + task);
        errors.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        join(errors);
        if (status == ExitStatus.SUCCESS) {
          outputs.put(task, output);
        }
        return status;
      } finally {
        running.remove(process);
      }
    } catch (IOException e) {
      notes.accept("%s: %s".formatted(task, e.getMessage()));
      return ExitStatus.FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    }
  }

  private void relay(String task, Process process) {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        notes.accept(task + ": " + line);
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
