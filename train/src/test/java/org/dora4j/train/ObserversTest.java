package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.data.DataException;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.config.TrainConfigBuilder;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.event.TrainStep;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Statistics and samples of runs from files to files. */
class ObserversTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private Path model = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void makeModelAndData() throws IOException {
    model = TinyModel.save(folder.resolve("model"));
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append("{\"prompt\": \"Say %d:\", \"completion\": \" said\"}\n".formatted(i));
    }
    data = Files.writeString(folder.resolve("data.jsonl"), lines);
  }

  private TrainConfigBuilder config() {
    return TrainConfig.builder()
        .model(model.toString())
        .data(data)
        .output(folder.resolve("run"))
        .rank(4)
        .steps(6)
        .batch(2, 1)
        .learningRate(1e-3)
        .set("cutoff", 64)
        .set("device", "cpu")
        .set("adapter_stats", 2)
        .set("samples", 3);
  }

  private List<JsonNode> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve("run").resolve(name)).stream()
        .map(JSON::readTree)
        .toList();
  }

  private List<Integer> measuredSteps() throws IOException {
    return lines("adapter_stats.jsonl").stream()
        .filter(line -> line.path("event").asString().equals("adapter"))
        .map(line -> line.path("step").asInt())
        .toList();
  }

  @Test
  void aRunThatIsAskedToWritesStatisticsAndSamples() throws IOException {
    FineTune.of(config().build()).run();
    assertThat(measuredSteps()).containsExactly(2, 4, 6);
    assertThat(lines("samples.jsonl")).hasSize(3);
    JsonNode sample = lines("samples.jsonl").get(1);
    assertThat(sample.path("prompt").asString()).isEqualTo("Say 1:");
    assertThat(sample.path("expected").asString()).isEqualTo(" said");
    assertThat(sample.path("before").asString()).isNotEmpty();
    assertThat(sample.path("after").isString()).isTrue();
  }

  @Test
  void aRunThatIsNotAskedToWritesNeither() {
    FineTune.of(config().set("adapter_stats", 0).set("samples", 0).build()).run();
    assertThat(folder.resolve("run"))
        .isDirectoryNotContaining("glob:**{samples,adapter_stats}.jsonl");
  }

  @Test
  void promptsMayComeFromAFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("own.jsonl"), "{\"prompt\": \"Mine:\", \"completion\": \" yours\"}\n");
    FineTune.of(config().set("samples", file.toString()).build()).run();
    assertThat(lines("samples.jsonl")).hasSize(1);
    assertThat(lines("samples.jsonl").get(0).path("prompt").asString()).isEqualTo("Mine:");
  }

  @Test
  void aFileOfPromptsThatCannotBeUsedIsToldBeforeAnythingIsWritten() {
    FineTune run = FineTune.of(config().set("samples", folder + "/none.jsonl").build());
    assertThatThrownBy(run::run)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.jsonl");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aResumedRunKeepsWhatItBeganWithAndMeasuresEachStepOnce() throws IOException {
    FineTune first = FineTune.of(config().set("save_every", 2).build());
    first.run(
        new TrainListener() {
          @Override
          public void onStep(TrainStep step) {
            if (step.step() == 5) {
              first.requestStop();
            }
          }
        });
    List<String> before =
        lines("samples.jsonl").stream().map(line -> line.path("before").asString()).toList();
    FineTune.of(config().set("save_every", 2).set("resume", true).build()).run();
    assertThat(measuredSteps()).containsExactly(2, 4, 6);
    assertThat(lines("samples.jsonl").stream().map(line -> line.path("before").asString()).toList())
        .isEqualTo(before);
  }

  @Test
  void samplesThatCannotBeWrittenAreAWarning() {
    Recorder recorder =
        new Recorder() {
          @Override
          public void onStart(TrainStart start) {
            try {
              Files.createDirectories(folder.resolve("run/samples.jsonl/in-the-way"));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    TrainFinish finish = FineTune.of(config().build()).run(recorder);
    assertThat(finish.stopped()).isFalse();
    assertThat(recorder.warnings).anyMatch(text -> text.contains("samples could not be written"));
  }

  @Test
  void fullFineTuningHasNoAdapterToMeasure() {
    Recorder recorder = new Recorder();
    FineTune.of(config().set("method", "full").build()).run(recorder);
    assertThat(recorder.warnings).contains("There is no adapter, so adapter_stats writes nothing.");
    assertThat(folder.resolve("run/samples.jsonl")).isNotEmptyFile();
  }
}
