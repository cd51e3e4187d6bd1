package org.dora4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came of a cell, read from its files.
 *
 * @param name of the cell
 * @param labels what tells it from the others
 * @param state how far it is
 * @param failure why it failed; empty if it did not
 * @param training what its training run says
 * @param tasks test sets that are done, by task
 */
public record CellResult(
    String name,
    Map<String, String> labels,
    State state,
    String failure,
    RunFigures training,
    Map<String, TaskResult> tasks) {
  private static final JsonMapper JSON = new JsonMapper();

  /** How far a cell is. */
  public enum State {
    /** Not begun, or not all tasks are done. */
    OPEN,
    /** Trained and put to all tasks. */
    DONE,
    /** Ended with a failure. */
    FAILED
  }

  /**
   * A test set.
   *
   * @param accuracy share of right answers, 0 to 1
   * @param total number of questions
   * @param seconds that they took
   */
  public record TaskResult(double accuracy, int total, double seconds) {}

  /** Copies the maps. */
  public CellResult {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
  }

  /**
   * Reads what the cells of a study have left, in the study's order.
   *
   * @throws StudyException if a file is damaged, saying which
   */
  public static List<CellResult> readAll(StudyFolder study) {
    return study.entries().entrySet().stream()
        .map(entry -> read(entry.getKey(), entry.getValue(), study.cell(entry.getKey())))
        .toList();
  }

  private static CellResult read(String name, StudyFolder.Entry entry, CellFolder folder) {
    Map<String, TaskResult> tasks = new LinkedHashMap<>();
    for (String task : entry.tasks()) {
      task(folder, task).ifPresent(result -> tasks.put(task, result));
    }
    String failure = folder.failure().orElse("");
    State state =
        !failure.isEmpty() ? State.FAILED : folder.isDone(entry.tasks()) ? State.DONE : State.OPEN;
    return new CellResult(
        name, entry.labels(), state, failure, RunFigures.read(folder.run()), tasks);
  }

  private static Optional<TaskResult> task(CellFolder folder, String task) {
    Path file = folder.evaluation(task);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(file.toFile());
      return Optional.of(
          new TaskResult(
              json.path("accuracy").asDouble(Double.NaN),
              json.path("total").asInt(0),
              json.path("seconds").asDouble(Double.NaN)));
    } catch (JacksonException e) {
      throw new StudyException(file + " is not JSON; delete it to ask its questions again.", e);
    }
  }

  /** The unweighted mean of the tasks' accuracies, 0 to 1; NaN where none is done. */
  public double mean() {
    return tasks.values().stream().mapToDouble(TaskResult::accuracy).average().orElse(Double.NaN);
  }

  /** Seconds that all questions took. */
  public double evaluationSeconds() {
    return tasks.values().stream().mapToDouble(TaskResult::seconds).sum();
  }

  /** The labels without the seed: what its repetitions share. */
  public Map<String, String> arm() {
    Map<String, String> arm = new LinkedHashMap<>(labels);
    arm.remove(Cell.SEED);
    return arm;
  }
}
