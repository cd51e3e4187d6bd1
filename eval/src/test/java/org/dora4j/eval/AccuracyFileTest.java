package org.dora4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AccuracyFileTest {

  @Test
  void holdsTheNumbersAndEveryPrediction(@TempDir Path dir) throws IOException {
    List<Prediction> predictions =
        List.of(
            new Prediction(new AnswerItem("q1", "", "true"), "it is true", Optional.of("true")),
            new Prediction(new AnswerItem("q2", "ctx", "false"), "well", Optional.empty()));
    Path file = dir.resolve("deep/boolq.json");
    AccuracyFile.write(
        file, new Accuracy(AnswerTask.named("boolq"), Decoding.GREEDY, predictions, 2.5));
    JsonNode json = new JsonMapper().readTree(file);
    assertThat(json.path("accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.path("answered").asInt()).isEqualTo(1);
    assertThat(json.path("decoding").asString()).isEqualTo("greedy");
    assertThat(json.path("items").get(0).path("flag").asBoolean()).isTrue();
    assertThat(json.path("items").get(1).path("pred").asString()).isEmpty();
    assertThat(json.path("items").get(1).path("input").asString()).isEqualTo("ctx");
  }
}
