package org.dora4j.train.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MetricsFileTest {
  @TempDir Path folder;

  private static TrainStep step(int number, double loss) {
    return new TrainStep(number, 10, 0.25, loss, 1e-4, 0.5, 7, 30, 0.5, 1000);
  }

  private static TrainFinish finish() {
    return new TrainFinish(
        2, 2, false, 1, OptionalDouble.empty(), OptionalInt.empty(), 1, 60, 1000, null);
  }

  private List<JsonNode> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(new JsonMapper()::readTree).toList();
  }

  @Test
  void everyStepIsALineWithItsFigures() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    MetricsFile metrics = new MetricsFile(file);
    metrics.onStep(step(1, 2.5));
    metrics.onEvaluation(new Evaluation(1, 2.25, 40, true, 0.1));
    JsonNode step = lines(file).get(0);
    assertThat(step.propertyNames())
        .containsExactly(
            "event",
            "step",
            "epoch",
            "loss",
            "lr",
            "grad_norm",
            "trained_tokens",
            "tokens",
            "tokens_per_s",
            "step_s",
            "memory_bytes");
    assertThat(step.path("tokens_per_s").asDouble()).isEqualTo(60);
    assertThat(lines(file).get(1).path("eval_loss").asDouble()).isEqualTo(2.25);
  }

  @Test
  void whatIsNotANumberIsNull() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    new MetricsFile(file).onSkippedStep(new SkippedStep(3, Double.NaN, 1, OptionalDouble.empty()));
    assertThat(lines(file).get(0).path("loss").isNull()).isTrue();
  }

  @Test
  void linesThatCannotBeWrittenComeWithTheNext() throws IOException {
    Path later = folder.resolve("later");
    MetricsFile metrics = new MetricsFile(later.resolve("metrics.jsonl"));
    metrics.onStep(step(1, 1));
    Files.createDirectories(later);
    metrics.onStep(step(2, 1));
    assertThat(lines(later.resolve("metrics.jsonl")))
        .extracting(line -> line.path("step").asInt())
        .containsExactly(1, 2);
  }

  @Test
  void linesThatWereNeverWrittenAreToldAtTheEnd() {
    MetricsFile metrics = new MetricsFile(folder.resolve("missing/metrics.jsonl"));
    assertThatThrownBy(() -> metrics.onFinish(finish())).hasMessageContaining("last lines");
  }
}
