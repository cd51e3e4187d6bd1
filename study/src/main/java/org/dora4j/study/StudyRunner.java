package org.dora4j.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.torch.Memory;
import org.dora4j.torch.OutOfMemoryException;
import org.dora4j.train.DivergedException;
import org.dora4j.train.FineTune;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.event.TrainFinish;
import org.jspecify.annotations.Nullable;

/**
 * Runs the cells of a grid one after another. What is done is skipped, what was stopped goes on
 * from its last checkpoint. A cell that diverges or does not fit into memory is recorded with its
 * reason and the others go on; what would end every cell alike, such as a missing model, ends the
 * study.
 */
public final class StudyRunner {
  private final Grid grid;
  private final StudyFolder folder;
  private final StudyListener listener;
  private final List<String> command;
  private final boolean retryFailed;
  private volatile boolean stopRequested;
  private @Nullable FineTune running;

  /**
   * How a call ended.
   *
   * @param done number of cells that are done, those of earlier calls included
   * @param failed number of cells that have failed
   * @param stopped whether a request to stop ended the call before its last cell
   */
  public record Outcome(int done, int failed, boolean stopped) {}

  /**
   * @param folder new, empty, or of the same study
   * @param command words of the command that asked for it, for the runs' manifests
   * @param retryFailed whether cells that failed earlier are run again
   */
  public StudyRunner(
      Grid grid,
      StudyFolder folder,
      StudyListener listener,
      List<String> command,
      boolean retryFailed) {
    this.grid = grid;
    this.folder = folder;
    this.listener = listener;
    this.command = List.copyOf(command);
    this.retryFailed = retryFailed;
  }

  /**
   * Runs what is not done.
   *
   * @throws StudyException if the folder holds something else, or a cell with other settings
   */
  public Outcome run() {
    folder.claim(grid.study());
    List<Grid.Ready> cells = grid.ready(folder);
    folder.record(grid.study(), cells);
    int done = 0;
    int failed = 0;
    for (int i = 0; i < cells.size() && !stopRequested; i++) {
      Grid.Ready ready = cells.get(i);
      boolean failedBefore = failedBefore(ready, i + 1);
      if (failedBefore) {
        failed++;
      } else if (run(ready, i + 1)) {
        done++;
      } else if (!stopRequested) {
        failed++;
      }
    }
    return new Outcome(done, failed, done + failed < cells.size());
  }

  private boolean failedBefore(Grid.Ready ready, int number) {
    CellFolder cell = folder.cell(ready.cell().name());
    Optional<String> failure = cell.failure();
    if (failure.isEmpty()) {
      return false;
    }
    if (retryFailed) {
      cell.retry();
      return false;
    }
    listener.onFailedBefore(number, grid.cells().size(), ready.cell(), failure.get());
    return true;
  }

  /** Returns whether the cell is done now; if not, it has failed or was stopped. */
  private boolean run(Grid.Ready ready, int number) {
    Cell cell = ready.cell();
    CellFolder cellFolder = folder.cell(cell.name());
    if (cellFolder.isDone(cell.tasks())) {
      listener.onDoneBefore(number, grid.cells().size(), cell);
      return true;
    }
    listener.onCell(number, grid.cells().size(), cell);
    CellTests tests = new CellTests(grid.tests(), grid.evaluation(), listener, () -> stopRequested);
    try {
      return train(ready.config(), cellFolder)
          && tests.run(cell.tasks(), ready.config(), cellFolder);
    } catch (DivergedException | OutOfMemoryException e) {
      String sentence = String.valueOf(e.getMessage());
      cellFolder.fail(sentence);
      listener.onFailure(cell, sentence);
      return false;
    }
  }

  /** Returns whether training is complete; false after a stop. */
  private boolean train(TrainConfig config, CellFolder cell) {
    if (cell.result().isPresent()) {
      return true;
    }
    Map<String, Object> values = new LinkedHashMap<>(config.toMap());
    values.put(cell.hasCheckpoint() ? "resume" : "overwrite", true);
    FineTune run =
        FineTune.of(TrainConfig.of(values, "the study"))
            .startedBy(command)
            .downloading(listener.downloads());
    stoppable(run);
    try {
      Memory.resetPeak(config.compute().resolvedDevice());
      TrainFinish finish = run.run(listener.training(config));
      return !finish.stopped();
    } finally {
      stoppable(null);
    }
  }

  private synchronized void stoppable(@Nullable FineTune run) {
    running = run;
    if (run != null && stopRequested) {
      run.requestStop();
    }
  }

  /**
   * Ends the study after the step or the questions in progress; what is done stays, and the next
   * call goes on from there. May be called from any thread.
   */
  public synchronized void requestStop() {
    stopRequested = true;
    if (running != null) {
      running.requestStop();
    }
  }
}
