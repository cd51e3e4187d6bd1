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
 * What a cell leaves: {@code run/} as {@code dora4j train} writes it, {@code
 * evaluation/<task>.json} with every prediction, and {@code failure.json} where it failed.
 *
 * @param path of the folder
 */
public record CellFolder(Path path) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Folder of the training run. */
  public Path run() {
    return path.resolve("run");
  }

  /** File of a task's evaluation; it is there as a whole or not at all. */
  public Path evaluation(String task) {
    return path.resolve("evaluation").resolve(task + ".json");
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
