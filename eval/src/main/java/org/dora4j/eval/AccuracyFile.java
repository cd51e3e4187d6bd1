package org.dora4j.eval;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An evaluation as JSON. */
public final class AccuracyFile {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private AccuracyFile() {}

  /**
   * The result without its predictions: {@code task}, {@code decoding}, {@code accuracy}, {@code
   * correct}, {@code total}, {@code answered}, {@code best_constant}, {@code seconds}.
   */
  public static String summary(Accuracy accuracy) {
    return JSON.writeValueAsString(summaryNode(accuracy));
  }

  /**
   * Writes the result and every prediction ({@code instruction}, {@code input}, {@code answer},
   * {@code output_pred}, {@code pred}, {@code flag}: the names of the published script).
   *
   * @param file an older one is replaced; its folder is made where missing
   */
  public static void write(Path file, Accuracy accuracy) throws IOException {
    ObjectNode json = summaryNode(accuracy);
    ArrayNode items = json.putArray("items");
    for (Prediction prediction : accuracy.predictions()) {
      items
          .addObject()
          .put("instruction", prediction.item().instruction())
          .put("input", prediction.item().input())
          .put("answer", prediction.item().answer())
          .put("output_pred", prediction.text())
          .put("pred", prediction.answer().orElse(""))
          .put("flag", prediction.correct());
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, JSON.writeValueAsString(json) + "\n");
  }

  static ObjectNode summaryNode(Accuracy accuracy) {
    return JSON.createObjectNode()
        .put("task", accuracy.task().name())
        .put("decoding", accuracy.decoding().text())
        .put("accuracy", accuracy.value())
        .put("correct", accuracy.correct())
        .put("total", accuracy.total())
        .put("answered", accuracy.answered())
        .put("best_constant", accuracy.bestConstant())
        .put("seconds", accuracy.seconds());
  }
}
