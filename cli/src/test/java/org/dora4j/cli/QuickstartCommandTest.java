package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A quick start of two steps. */
class QuickstartCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir static Path dir;
  private static CommandRun run;

  @BeforeAll
  static void start() {
    run = CommandRun.of(arguments(dir.resolve("first"), "--json"));
  }

  private static String[] arguments(Path output, String... more) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of("quickstart", "--steps", "2", "--rank", "2", "--test", "3"));
    all.addAll(List.of("--output", output.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void tellsAccuraciesOfEightTasksBeforeAndAfterBothMethods() {
    JsonNode result = JSON.readTree(run.out());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(result.path("tasks")).hasSize(8);
    assertThat(result.path("before")).hasSize(8);
    assertThat(result.path("LoRA")).hasSize(8);
    assertThat(result.path("DoRA")).hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "LoRA", "DoRA"})
  void theAccuraciesAreThoseOfTheRecordedPredictions(String method) throws IOException {
    JsonNode result = JSON.readTree(run.out());
    for (int i = 0; i < 8; i++) {
      String task = result.path("tasks").get(i).asString();
      JsonNode file =
          JSON.readTree(
              Files.readString(
                  dir.resolve("first/evaluation").resolve(method).resolve(task + ".json")));
      long right = 0;
      for (JsonNode item : file.path("items")) {
        right += item.path("flag").asBoolean() ? 1 : 0;
      }
      assertThat(file.path("items")).hasSize(3);
      assertThat(result.path(method).get(i).asDouble()).isEqualTo(right / 3.0);
    }
  }

  @Test
  void leavesReportChartsAndBothAdapters() {
    Path first = dir.resolve("first");
    assertThat(first.resolve("report.md")).content().contains("| mean", "accuracy.png", "LoRA");
    assertThat(first.resolve("accuracy.png")).isNotEmptyFile();
    assertThat(first.resolve("loss.png")).isNotEmptyFile();
    assertThat(first.resolve("lora/adapter/adapter_config.json"))
        .content()
        .contains("\"use_dora\": false");
    assertThat(first.resolve("dora/adapter/adapter_config.json"))
        .content()
        .contains("\"use_dora\": true");
  }

  @Test
  void bothRunsDifferInTheMethodAlone() throws IOException {
    List<String> lora = Files.readAllLines(dir.resolve("first/lora/config.yaml"));
    List<String> dora = Files.readAllLines(dir.resolve("first/dora/config.yaml"));
    lora.removeIf(line -> line.startsWith("method") || line.startsWith("output"));
    dora.removeIf(line -> line.startsWith("method") || line.startsWith("output"));
    assertThat(lora).isEqualTo(dora).hasSizeGreaterThan(10);
  }

  @Test
  void aFolderInUseIsLeftAlone() throws IOException {
    Path used = Files.createDirectories(dir.resolve("used"));
    Files.writeString(used.resolve("mine.txt"), "mine");
    CommandRun refused = CommandRun.of(arguments(used));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("not empty");
    assertThat(used).isDirectoryContaining(path -> path.endsWith("mine.txt"));
  }

  @Test
  void zeroStepsAreAUsageError() {
    CommandRun refused = CommandRun.of("quickstart", "--steps", "0", "--output", dir + "/none");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("--steps");
  }
}
