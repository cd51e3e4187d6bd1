package org.dora4j.cli.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.cli.terminal.UsageException;
import picocli.CommandLine.Option;

/** How many tasks are evaluated at the same time, and where. */
final class WorkerOptions {
  private static final int NOT_ASKED = 0;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description =
          "Evaluate N tasks at the same time, each in a process of its own that opens the model (default: one for each of --devices).")
  private int workers = NOT_ASKED;

  @Option(
      names = "--devices",
      paramLabel = "LIST",
      split = ",",
      description = "Where the workers compute, in turn, such as cuda:0,cuda:1.")
  private List<String> devices = List.of();

  boolean asked() {
    return workers != NOT_ASKED || !devices.isEmpty();
  }

  /**
   * The device of each worker; an empty text for the one that {@code --device} names.
   *
   * @throws UsageException if there is no worker
   */
  List<String> perWorker() {
    int count = workers == NOT_ASKED ? devices.size() : workers;
    if (count < 1) {
      throw new UsageException("--workers must be at least 1 but is " + workers);
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(devices.isEmpty() ? "" : devices.get(i % devices.size()));
    }
    return all;
  }
}
