package org.dora4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.data.DataException;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.config.TrainConfigBuilder;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainFinish;
import org.dora4j.train.event.TrainListener;
import org.dora4j.train.event.TrainStart;
import org.dora4j.train.run.RunFolderException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FineTuneTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private Path model;
  private Path data;

  @BeforeEach
  void makeModelAndData() throws IOException {
    model = TinyModel.save(folder.resolve("model"));
    data = folder.resolve("data.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 24; i++) {
      lines.append(
          "{\"prompt\": \"Say %d:\", \"completion\": \" %d is said\"}\n".formatted(i, i % 3));
    }
    Files.writeString(data, lines);
  }

  private TrainConfigBuilder config() {
    return TrainConfig.builder()
        .model(model.toString())
        .data(data)
        .output(folder.resolve("run"))
        .rank(4)
        .steps(6)
        .batch(2, 2)
        .learningRate(1e-3)
        .set("cutoff", 64)
        .set("device", "cpu");
  }

  private List<JsonNode> metrics() throws IOException {
    try (Stream<String> lines = Files.lines(folder.resolve("run/metrics.jsonl"))) {
      return lines.map(JSON::readTree).toList();
    }
  }

  @Test
  void leavesAFolderWithEverythingThatTheRunWas() throws IOException {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    TrainFinish finish =
        FineTune.of(config().set("validation_size", 4).set("save_every", 3).build())
            .startedBy(List.of("dora4j", "train"))
            .run(ProgressLine.plain(new PrintStream(shown, true, StandardCharsets.UTF_8), 2));
    Path run = folder.resolve("run");
    assertThat(finish.result()).isEqualTo(run.resolve("adapter"));
    assertThat(run.resolve("adapter/adapter_model.safetensors")).exists();
    assertThat(run.resolve("checkpoints/step-000006/trainer_state.json")).exists();
    assertThat(ConfigFile.read(run.resolve("config.yaml")).compute().dtype()).isEqualTo("fp32");
    JsonNode manifest = JSON.readTree(run.resolve("manifest.json").toFile());
    assertThat(manifest.at("/command/1").asString()).isEqualTo("train");
    assertThat(manifest.at("/data/files/0/sha256").asString()).hasSize(64);
    assertThat(manifest.at("/model/files"))
        .hasSizeGreaterThan(2)
        .allSatisfy(file -> assertThat(file.path("sha256").asString()).hasSize(64));
    assertThat(metrics().stream().map(line -> line.path("event").asString()).toList())
        .containsSubsequence("start", "step", "startup", "step", "step", "eval", "finish")
        .filteredOn("step"::equals)
        .hasSize(6);
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains("trainable params: ", "step 6/6", "validation loss", "finished step 6 of 6");
  }

  @Test
  void theAdapterLoadsOntoTheModelAgain() {
    FineTune.of(config().build()).run();
    try (LoadedModel loaded = LoadedModel.open(model.toString(), DType.F32, Device.CPU);
        AttachedAdapter adapter =
            AttachedAdapter.load(loaded.transformer(), folder.resolve("run/adapter"))) {
      assertThat(adapter.config().rank()).isEqualTo(4);
    }
  }

  @Test
  void aModelTrainedInFullIsAModelWithItsTokenizer() {
    FineTune.of(config().set("method", "full").build()).run();
    String result = folder.resolve("run/model").toString();
    try (LoadedModel loaded = LoadedModel.open(result, DType.F32, Device.CPU)) {
      assertThat(loaded.tokenizer().encode("Say 1")).isNotEmpty();
    }
  }

  @Test
  void continuesFromAnAdapter() {
    FineTune.of(config().build()).run();
    TrainFinish more =
        FineTune.of(
                config()
                    .set("adapter", folder.resolve("run/adapter").toString())
                    .output(folder.resolve("more"))
                    .build())
            .run();
    assertThat(more.loss()).isFinite();
    assertThat(folder.resolve("more/adapter/adapter_config.json")).exists();
  }

  @Test
  void anOutputFolderInUseIsRefusedAndStaysAsItIs() throws IOException {
    Files.createDirectories(folder.resolve("run"));
    Files.writeString(folder.resolve("run/notes.txt"), "mine");
    FineTune run = FineTune.of(config().build());
    assertThatThrownBy(run::run)
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("exists and is not empty");
    assertThat(folder.resolve("run")).isDirectoryContaining("glob:**notes.txt");
    FineTune.of(config().set("overwrite", true).build()).run();
    assertThat(folder.resolve("run/notes.txt")).hasContent("mine");
  }

  @Test
  void wrongDataIsToldBeforeAnythingIsWritten() throws IOException {
    Files.writeString(data, "{\"prompt\": \"a\", \"completion\": \"b\"}\nnot json\n");
    FineTune run = FineTune.of(config().build());
    assertThatThrownBy(run::run).isInstanceOf(DataException.class).hasMessageContaining("2");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void dataThatCannotBeUsedLeaveNothingOfTheModelInMemory() throws IOException {
    FineTune.of(config().steps(1).build()).run();
    Files.writeString(data, "not json\n");
    FineTune wrong = FineTune.of(config().output(folder.resolve("other")).build());
    long before = Memory.liveObjects();
    assertThatThrownBy(wrong::run)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(data.toString());
    assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void aModelThatCannotBeUsedLeavesNothingInMemoryEither() throws IOException {
    FineTune.of(config().steps(1).build()).run();
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    // The last values of the file become NaN.
    java.util.Arrays.fill(bytes, bytes.length - 64, bytes.length, (byte) 0xff);
    Files.write(weights, bytes);
    FineTune wrong = FineTune.of(config().output(folder.resolve("other")).build());
    long before = Memory.liveObjects();
    assertThatThrownBy(wrong::run)
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("finite");
    assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
  }

  @Test
  void aStoppedRunDoesNotWaitForTheModelsHashes() throws IOException {
    FineTune run = FineTune.of(config().build());
    run.run(
        new TrainListener() {
          @Override
          public void onStart(TrainStart start) {
            run.requestStop();
          }
        });
    JsonNode manifest = JSON.readTree(folder.resolve("run/manifest.json").toFile());
    assertThat(manifest.at("/data/files/0/sha256").asString()).hasSize(64);
    assertThat(manifest.at("/model/files/0/sha256").isMissingNode()).isTrue();
  }

  @Test
  void aManifestThatCannotBeCompletedIsAWarning() {
    Path manifest = folder.resolve("run/manifest.json");
    List<String> warnings = new ArrayList<>();
    TrainFinish finish =
        FineTune.of(config().build())
            .run(
                new TrainListener() {
                  @Override
                  public void onFinish(TrainFinish finish) {
                    assertThat(manifest.toFile().delete()).isTrue();
                    assertThat(manifest.toFile().mkdir()).isTrue();
                  }

                  @Override
                  public void onWarning(String sentence) {
                    warnings.add(sentence);
                  }
                });
    assertThat(finish.result()).isNotEmptyDirectory();
    assertThat(warnings).singleElement().asString().contains(manifest.toString());
  }

  @Test
  void aResumedRunHasEachStepOnceInItsMetrics() throws IOException {
    FineTune first = FineTune.of(config().set("save_every", 2).build());
    first.run(stopAfter(first, 5));
    FineTune.of(config().set("save_every", 2).set("resume", true).build()).run();
    assertThat(
            metrics().stream()
                .filter(line -> line.path("event").asString().equals("step"))
                .map(line -> line.path("step").asInt())
                .toList())
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void otherSettingsOrDataDoNotResume() throws IOException {
    FineTune first = FineTune.of(config().build());
    first.run(stopAfter(first, 2));
    FineTune faster = FineTune.of(config().learningRate(1).set("resume", true).build());
    assertThatThrownBy(faster::run).hasMessageContaining("lr was 0.001 and is 1.0");
    Files.writeString(data, Files.readString(data).replace("Say 7", "Say 8"));
    FineTune other = FineTune.of(config().set("resume", true).build());
    assertThatThrownBy(other::run).hasMessageContaining("the examples that it began with");
  }

  @Test
  void aStopAskedForBeforeTheFirstStepIsHeard() {
    FineTune run = FineTune.of(config().build());
    TrainFinish finish =
        run.run(
            new TrainListener() {
              @Override
              public void onStart(TrainStart start) {
                run.requestStop();
              }
            });
    assertThat(finish.step()).isZero();
    assertThat(finish.stopped()).isTrue();
  }

  private static TrainListener stopAfter(FineTune run, int steps) {
    return new TrainListener() {
      @Override
      public void onStep(org.dora4j.train.event.TrainStep step) {
        if (step.step() == steps) {
          run.requestStop();
        }
      }
    };
  }
}
