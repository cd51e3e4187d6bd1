package org.dora4j.eval;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.DataException;
import org.dora4j.data.JsonRecord;
import org.dora4j.data.JsonRecords;
import org.dora4j.model.file.AtomicFile;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file that the paper's evaluation script writes for a task: an array of the records as they
 * stand in the test set, each with {@code output_pred} (what the model wrote), {@code pred} (the
 * answer found in it, or empty) and {@code flag} (whether it is right). Laid out as Python's {@code
 * json.dump(records, file, indent=4)} does it, byte for byte.
 */
final class PublishedFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  private PublishedFile() {}

  static void write(Path file, TestSet set, List<Prediction> predictions) {
    ArrayNode array = JSON.createArrayNode();
    for (int i = 0; i < predictions.size(); i++) {
      ObjectNode record = set.records().get(i).fields().deepCopy();
      Prediction prediction = predictions.get(i);
      record.put("output_pred", prediction.text());
      putAnswer(record, prediction);
      record.put("flag", prediction.correct());
      array.add(record);
    }
    byte[] bytes = python().writeValueAsString(array).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, channel -> writeAll(channel, ByteBuffer.wrap(bytes)));
  }

  /** Numbers stand there as Python's floats. */
  private static void putAnswer(ObjectNode record, Prediction prediction) {
    String answer = prediction.answer().orElse("");
    boolean number = prediction.item().form() == AnswerForm.NUMBER && !answer.isEmpty();
    double value = number ? Double.parseDouble(answer) : Double.NaN;
    if (Double.isFinite(value)) {
      record.put("pred", value);
    } else {
      record.put("pred", answer);
    }
  }

  static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static ObjectWriter python() {
    DefaultIndenter indent = new DefaultIndenter("    ", "\n");
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
            .withArrayEmptySeparator("")
            .withObjectEmptySeparator("");
    return JSON.writer()
        .with(
            new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indent)
                .withArrayIndenter(indent));
  }

  /**
   * The predictions of a file.
   *
   * @return empty if it is not a whole file of the test set's predictions
   */
  static Optional<List<Prediction>> read(Path file, TestSet set) {
    List<JsonRecord> records;
    try {
      records = JsonRecords.read(file);
    } catch (DataException e) {
      return Optional.empty();
    }
    if (records.size() != set.items().size()) {
      return Optional.empty();
    }
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      AnswerItem item = set.items().get(i);
      JsonRecord record = records.get(i);
      if (!record.textOrEmpty("instruction").equals(item.instruction()) || !record.has("pred")) {
        return Optional.empty();
      }
      predictions.add(prediction(item, record.textOrEmpty("output_pred"), record.text("pred")));
    }
    return Optional.of(predictions);
  }

  static Prediction prediction(AnswerItem item, String text, String answer) {
    return new Prediction(item, text, Optional.of(answer).filter(word -> !word.isEmpty()));
  }
}
