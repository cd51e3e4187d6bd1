package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dora4j.train.run.Checkpoints;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a cell leaves: {@code run/} as {@code dora4j train} writes it, {@code evaluation/} with
 * accuracies and every prediction, {@code memory.json}, and {@code failure.json} where it failed.
 *
 * @param path of the folder
 */
public record CellFolder(Path path) {
  /** What evaluations call the trained adapter or model. */
  static final String EVALUATED = "tuned";

  private static final JsonMapper JSON = new JsonMapper();

  /** Folder of the training run. */
  public Path run() {
    return path.resolve("run");
  }

  /** The cell's name. */
  String name() {
    return String.valueOf(path.getFileName());
  }

  /** Folder of the answers, as an evaluation of several tasks writes it. */
  Path evaluation() {
    return path.resolve("evaluation");
  }

  /** File with a task's accuracy; it is there as a whole or not at all. */
  public Path evaluation(String task) {
    return evaluation().resolve(name() + "-" + EVALUATED + "-" + task + ".summary.json");
  }

  /** File of the peak memory of training. */
  Path peakMemory() {
    return path.resolve("memory.json");
  }

  private Path failureFile() {
    return path.resolve("failure.json");
  }

  /** The trained adapter, or the model trained in full; empty before the end of training. */
  public Optional<Path> result() {
    return Stream.of("adapter", "model").map(run()::resolve).filter(Files::isDirectory).findFirst();
  }

  /** Whether the cell is trained and all tasks are done. */
  public boolean isDone(List<String> tasks) {
    return result().isPresent() && tasks.stream().map(this::evaluation).allMatch(Files::exists);
  }

  /** Whether training can go on from a checkpoint. */
  boolean hasCheckpoint() {
    return new Checkpoints(run().resolve("checkpoints"), 1).latest().isPresent();
  }

  /** Why the cell failed; empty if it did not. */
  public Optional<String> failure() {
    try {
      return Files.exists(failureFile())
          ? Optional.of(JSON.readTree(failureFile().toFile()).path("sentence").asString(""))
          : Optional.empty();
    } catch (JacksonException e) {
      throw new StudyException(failureFile() + " is not JSON; delete it to run the cell again.", e);
    }
  }

  /** Records why the cell failed. */
  void fail(String sentence) {
    WholeFile.write(
        failureFile(),
        JSON.writeValueAsString(JSON.createObjectNode().put("sentence", sentence)) + "\n");
  }

  /** Forgets a failure. */
  void retry() {
    try {
      Files.deleteIfExists(failureFile());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + failureFile() + " (" + e + ").", e);
    }
  }
}
