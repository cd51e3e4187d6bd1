package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StudyCommandTest {
  @TempDir Path folder;
  private Path output;

  @BeforeEach
  void makeModelAndData() throws IOException {
    TinyModel.create(folder.resolve("model"), "models/gqa");
    writeQuestions("boolq/train.json", 10);
    writeQuestions("boolq/test.json", 4);
    output = folder.resolve("out");
  }

  private void writeQuestions(String file, int count) throws IOException {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          "{\"instruction\": \"Is %d even?\", \"output\": \"the correct answer is %s\", \"answer\": \"%s\"}"
              .formatted(i, i % 2 == 0, i % 2 == 0));
    }
    Path path = folder.resolve("data").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "[" + String.join(",", records) + "]");
  }

  private CommandRun study(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("study", name));
    args.addAll(List.of("--model", folder.resolve("model").toString()));
    args.addAll(List.of("--data", folder.resolve("data").toString()));
    args.addAll(List.of("--output", output.toString()));
    args.addAll(List.of("--seeds", "1", "--steps", "2", "--batch-size", "2", "--cutoff", "40"));
    args.addAll(List.of("--template", "plain", "--device", "cpu", "--decode", "constrained"));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  @Test
  void aRankSweepRunsItsCellsAndThenFindsThemDone() throws IOException {
    CommandRun first = study("rank-sweep", "--ranks", "1,2");
    assertThat(first.err()).contains("cell 1 of 4: lora, rank 1, seed 1", "boolq: ", "% right");
    assertThat(first.status()).isZero();
    assertThat(first.out())
        .contains("method  rank", "dora, rank 2 − lora, rank 2: ", "Published: README")
        .contains("report   " + output.resolve("summary.md"));
    for (String file : List.of("results.csv", "summary.json", "accuracy.png", "accuracy.svg")) {
      assertThat(output.resolve(file)).isNotEmptyFile();
    }

    CommandRun second = study("rank-sweep", "--ranks", "1,2");
    assertThat(second.status()).isZero();
    assertThat(second.err()).contains("cell 4 of 4: dora, rank 2, seed 1: done");
    assertThat(second.out()).isEqualTo(first.out());
    String manifest = Files.readString(output.resolve("cells/lora-rank1-seed1/run/manifest.json"));
    assertThat(manifest).contains("\"study\"", "\"rank-sweep\"", "\"--ranks\"");
  }

  @Test
  void reportOnlyWritesTheReportAnewFromTheCells() throws IOException {
    CommandRun run = study("data-size", "--methods", "dora", "--sizes", "4,0.8");
    assertThat(run.status()).isZero();
    assertThat(output.resolve("data/all-8-seed1.jsonl")).exists();
    String csv = Files.readString(output.resolve("results.csv"));
    Files.delete(output.resolve("results.csv"));
    Files.delete(output.resolve("summary.md"));

    CommandRun report =
        CommandRun.of("study", "data-size", "--report-only", "--output", output.toString());
    assertThat(report.status()).isZero();
    assertThat(report.out()).isEqualTo(run.out());
    assertThat(output.resolve("results.csv")).hasContent(csv);
    assertThat(output.resolve("summary.md")).exists();
  }

  @Test
  void cornellTrainsOnTheSetItTests() {
    CommandRun run = study("cornell", "--rank", "2", "--json");
    assertThat(run.status()).isZero();
    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.at("/arms")).hasSize(2);
    assertThat(json.at("/differences/0/arm/trained on").asString()).isEqualTo("boolq");
    assertThat(json.at("/findings").toString()).contains("the published sign of DoRA − LoRA is +");
    assertThat(output.resolve("data/boolq.jsonl")).exists();
  }

  @Test
  void granularityTrainsHalfOfTheValuesWithMagnitudesAlone() {
    CommandRun run = study("granularity", "--rank", "8", "--json");
    assertThat(run.status()).isZero();
    JsonNode arms = new JsonMapper().readTree(run.out()).at("/arms");
    assertThat(arms).hasSize(3);
    assertThat(arms.at("/2/trained/mean").asDouble())
        .isLessThan(0.7 * arms.at("/1/trained/mean").asDouble());
  }

  @Test
  void aDryRunForecastsAndWritesNothing() {
    CommandRun run = study("detach-ablation", "--dry-run");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "norm-full-seed1", "norm-detached-seed1", "2 cells train in ", "tests not counted");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rank-sweep --model M --data D                     | --output is missing.",
        "rank-sweep --output out --data D                  | --model is missing.",
        "rank-sweep --output out --model M                 | --data is missing.",
        "rank-sweep --output out --model M --data D        | D is no folder",
        "rank-sweep --output out --model M --data DATA --tasks bolq | There is no task \"bolq\"",
        "rank-sweep --output out --model M --data DATA --tasks piqa | there are boolq.",
        "rank-sweep --output out --model M --data DATA --ranks 0 | rank must be at least 1",
        "rank-sweep --output out --model M --data DATA --ranks 2,2 | rank 2, seed 1 is asked for twice",
        "rank-sweep --output out --model M --data DATA --methods lroa | did you mean lora?",
        "rank-sweep --output out --model M --data DATA --methods vera --rank-vera 8 | --rank-vera has no meaning here",
        "data-size --output out --model M --data DATA --methods lora --lr-vera 1e-3 | --lr-vera is given, but the study has no vera or dvora",
        "rank-sweep --rank 8                               | There is no option '--rank'; did you mean --ranks?",
        "rank-sweep --output out --model M --data DATA --train-tasks piqa | there is no training file",
        "data-size --output out --model M --data DATA --sizes 11 | --sizes must be numbers from 1 to 10",
        "cornell --output out --model M --data DATA --tasks piqa | there is no test set",
        "granularity --output out --model M --data DATA --decode best | --decode must be free or constrained",
      })
  void whatMakesNoSenseIsOneSentence(String line, String sentence) {
    String data = folder.resolve("data").toString();
    CommandRun run = CommandRun.of(("study " + line).replace("DATA", data).split(" "));
    assertThat(run.err().strip()).contains(sentence).hasLineCount(1);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
