package org.dora4j.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dora4j.model.file.AtomicFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The files of one task in a {@link SuiteFolder}: finished, under way, or not there yet. */
final class TaskFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final SuiteFolder folder;
  private final TestSet set;
  private final ObjectNode settings;
  private final Decoding decoding;

  TaskFiles(SuiteFolder folder, TestSet set, ObjectNode settings, Decoding decoding) {
    this.folder = folder;
    this.set = set;
    this.settings = settings;
    this.decoding = decoding;
  }

  /** Removes what an earlier evaluation of the task left. */
  void remove() {
    try {
      for (Path file : List.of(summary(), folder.partial(set.task()), predictions())) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove what is in " + folder.path() + ": " + e, e);
    }
  }

  /**
   * The result of an earlier evaluation that finished the task.
   *
   * @param warnings hears of files that are not whole
   * @throws EvaluationException if there is a result, but with other settings
   */
  Optional<Accuracy> finished(Consumer<String> warnings) {
    if (!Files.exists(summary())) {
      requireOurs();
      return Optional.empty();
    }
    JsonNode summary = read(summary());
    if (summary == null) {
      warnings.accept(
          "%s is not whole; %s is evaluated again.".formatted(summary(), set.task().name()));
      return Optional.empty();
    }
    SuiteSettings.requireSame(summary(), summary.path("settings"), settings);
    Optional<List<Prediction>> predictions = PublishedFile.read(predictions(), set);
    if (predictions.isEmpty()) {
      warnings.accept(
          "%s is not whole; %s is evaluated again.".formatted(predictions(), set.task().name()));
      return Optional.empty();
    }
    double seconds = summary.path("seconds").asDouble(0);
    return Optional.of(new Accuracy(set.task(), decoding, predictions.get(), seconds));
  }

  /** Predictions without anything of ours beside them may be somebody's work. */
  private void requireOurs() {
    if (Files.exists(predictions()) && !Files.exists(folder.partial(set.task()))) {
      throw new EvaluationException(
          "%s is there without %s, so it is not known what it holds; name another folder, or add --overwrite to replace it."
              .formatted(predictions(), summary().getFileName()));
    }
  }

  private static @Nullable JsonNode read(Path file) {
    try {
      return JSON.readTree(file);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** The log of the task, with what an earlier evaluation left in it. */
  PredictionLog log(Consumer<String> warnings) {
    return PredictionLog.open(folder.partial(set.task()), settings, set, warnings);
  }

  /** Writes the result; after that the log is not needed any more. */
  void finish(Accuracy accuracy) {
    PublishedFile.write(predictions(), set, accuracy.predictions());
    ObjectNode summary = AccuracyFile.summaryNode(accuracy);
    summary.set("settings", settings);
    byte[] bytes = (JSON.writeValueAsString(summary) + "\n").getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(summary(), channel -> PublishedFile.writeAll(channel, ByteBuffer.wrap(bytes)));
    try {
      Files.deleteIfExists(folder.partial(set.task()));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + folder.partial(set.task()), e);
    }
  }

  private Path predictions() {
    return folder.predictions(set.task());
  }

  private Path summary() {
    return folder.summary(set.task());
  }
}
