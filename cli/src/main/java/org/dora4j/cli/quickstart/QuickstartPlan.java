package org.dora4j.cli.quickstart;

import java.nio.file.Path;
import org.dora4j.cli.terminal.UsageException;

/**
 * What a quick start does.
 *
 * @param output folder that everything is written to
 * @param rank of both adapters
 * @param learningRate peak of both runs; they follow the same schedule
 * @param steps of each run, of {@link #BATCH} examples
 * @param testPerTask test questions of each task
 * @param seed of both runs: order of examples, first values
 */
record QuickstartPlan(
    Path output, int rank, double learningRate, int steps, int testPerTask, long seed) {
  /** Examples of an optimiser step. */
  static final int BATCH = 16;

  /** The world that the embedded model was trained on; in another one everything is different. */
  static final long WORLD_SEED = 1;

  private static final int TASKS = 8;

  QuickstartPlan {
    if (rank < 1 || steps < 1 || testPerTask < 1 || !(learningRate > 0)) {
      throw new UsageException("--rank, --steps and --test must be at least 1, and --lr above 0");
    }
  }

  /** As many examples as the steps can read once. */
  int trainPerTask() {
    return Math.max(1, steps * BATCH / TASKS);
  }

  Path data() {
    return output.resolve("data");
  }

  /** The file that both runs learn from: all tasks mixed. */
  Path trainFile() {
    return data().resolve("all").resolve("train.json");
  }
}
