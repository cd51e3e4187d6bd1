package org.dora4j.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The predictions of a task that is under way: a line with the settings, then a line for every
 * batch. Lines are only ever added, so that whatever ends the process leaves all whole lines; a
 * last line that is torn is cut off when the file is opened again.
 */
final class PredictionLog implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final Path file;
  private final TestSet set;
  private final FileChannel channel;
  private final Map<Integer, Prediction> kept = new TreeMap<>();
  private double seconds;

  private PredictionLog(Path file, TestSet set, FileChannel channel) {
    this.file = file;
    this.set = set;
    this.channel = channel;
  }

  /**
   * Opens a log, or begins it.
   *
   * @param warnings hears of a torn line
   * @throws EvaluationException if its settings are others
   */
  static PredictionLog open(
      Path file, ObjectNode settings, TestSet set, Consumer<String> warnings) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      PredictionLog log = new PredictionLog(file, set, channel);
      try {
        log.load(settings, warnings);
        return log;
      } catch (RuntimeException | IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e, e);
    }
  }

  private void load(ObjectNode settings, Consumer<String> warnings) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int from = 0;
    boolean first = true;
    while (from < bytes.length) {
      int end = end(bytes, from);
      JsonNode line =
          end < 0 ? null : parsed(new String(bytes, from, end - from, StandardCharsets.UTF_8));
      if (line == null || !(first ? line.isObject() : add(line))) {
        warnings.accept(
            "%s ends in a line that was half written; its questions are asked again."
                .formatted(file));
        break;
      }
      if (first) {
        SuiteSettings.requireSame(file, line, settings);
        first = false;
      }
      from = end + 1;
    }
    channel.truncate(from);
    channel.position(from);
    if (first) {
      append(settings);
    }
  }

  private static int end(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private static @Nullable JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Whether the line is a batch's. */
  private boolean add(JsonNode line) {
    if (!line.path("answers").isArray()) {
      return false;
    }
    for (JsonNode answer : line.path("answers")) {
      int place = answer.path("place").asInt(-1);
      if (place < 0 || place >= set.items().size()) {
        return false;
      }
      kept.put(
          place,
          PublishedFile.prediction(
              set.items().get(place),
              answer.path("output_pred").asString(""),
              answer.path("pred").asString("")));
    }
    seconds += line.path("seconds").asDouble(0);
    return true;
  }

  /** Predictions so far, by the question's place in the test set. */
  Map<Integer, Prediction> kept() {
    return kept;
  }

  /** Seconds that they took. */
  double seconds() {
    return seconds;
  }

  /** Adds a batch. */
  void add(List<Integer> places, List<Prediction> predictions, double taken) {
    ObjectNode line = JSON.createObjectNode().put("seconds", taken);
    ArrayNode answers = line.putArray("answers");
    for (int i = 0; i < places.size(); i++) {
      Prediction prediction = predictions.get(i);
      kept.put(places.get(i), prediction);
      answers
          .addObject()
          .put("place", places.get(i))
          .put("output_pred", prediction.text())
          .put("pred", prediction.answer().orElse(""));
    }
    seconds += taken;
    try {
      append(line);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + ": " + e, e);
    }
  }

  private void append(ObjectNode line) throws IOException {
    byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
    PublishedFile.writeAll(channel, ByteBuffer.wrap(bytes));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close " + file, e);
    }
  }
}
