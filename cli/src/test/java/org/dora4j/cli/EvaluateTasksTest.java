package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code evaluate --tasks}: several tasks from a folder, their files and their table. */
class EvaluateTasksTest {
  private static final JsonMapper JSON = new JsonMapper();
  @TempDir static Path shared;
  @TempDir Path dir;
  private static Path model;
  private static Path data;

  @BeforeAll
  static void writeModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("tiny"), "models/gqa");
    data = shared.resolve("data");
    set("boolq/test.json", "true", "false", "true");
    set("winogrande.json", "option1", "option2");
  }

  private static void set(String place, String... answers) throws IOException {
    List<String> records = new ArrayList<>();
    for (String answer : answers) {
      records.add(
          "{\"instruction\": \"Is it %d?\", \"input\": \"\", \"output\": \"the correct answer is %s\", \"answer\": \"%s\"}"
              .formatted(records.size(), answer, answer));
    }
    Files.createDirectories(data.resolve(place).getParent());
    Files.writeString(data.resolve(place), "[" + String.join(",", records) + "]");
  }

  private CommandRun evaluate(String... options) {
    Stream<String> first =
        Stream.of("evaluate", "--model", model.toString(), "--data", data.toString(), "-n", "3");
    return CommandRun.of(Stream.concat(first, Arrays.stream(options)).toArray(String[]::new));
  }

  private String results() {
    return dir.resolve("results").toString();
  }

  @Test
  void writesTheTableInEveryForm() throws IOException {
    CommandRun run =
        evaluate("--tasks", "boolq,winogrande", "--output", results(), "--beside", "LLaMA-7B");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("BoolQ", "WinoG", "Avg", "tiny base", "LLaMA-7B DoRA r32 (paper)", "greedy")
        .contains("found with 4 beams, so compare with care");
    assertThat(run.err()).contains("1/2 boolq  3/3 · ", "2/2 winogrande  2/2 · ");
    assertThat(dir.resolve("results/results.md")).content().startsWith("| method ");
    assertThat(dir.resolve("results/results.csv")).content().startsWith("method,BoolQ,WinoG,Avg\n");
    JsonNode json = JSON.readTree(dir.resolve("results/results.json"));
    assertThat(json.path("tasks").path("boolq").path("total").asInt()).isEqualTo(3);
    assertThat(JSON.readTree(dir.resolve("results/tiny-base-boolq.json")).size()).isEqualTo(3);
  }

  @Test
  void namesMayBeChosen() {
    CommandRun run =
        evaluate("--tasks", "boolq", "-o", results(), "--names", "LLaMA-7B,DoRA", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(JSON.readTree(run.out()).path("adapter").asString()).isEqualTo("DoRA");
    assertThat(dir.resolve("results/LLaMA-7B-DoRA-boolq.json")).exists();
  }

  @Test
  void aGroupSaysWhatTheFolderLacks() {
    CommandRun run = evaluate("--tasks", "commonsense", "-o", results(), "--decode", "constrained");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("There are no questions of hellaswag", "it is left out.");
    assertThat(run.out()).contains("the 2 tasks shown", "constrained");
  }

  @Test
  void otherSettingsEndInOneSentence() {
    evaluate("--tasks", "boolq", "-o", results());
    CommandRun run = evaluate("--tasks", "boolq", "-o", results(), "--limit", "2");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("limit 0 where this one has 2");
    assertThat(
            evaluate("--tasks", "boolq", "-o", results(), "--limit", "2", "--overwrite").status())
        .isZero();
  }

  @Test
  void likelihoodsAreMeansOverTokens() {
    CommandRun run = evaluate("--tasks", "boolq,winogrande", "--score", "nll", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode json = JSON.readTree(run.out());
    double mean =
        (json.path("nll").path("boolq").asDouble() + json.path("nll").path("winogrande").asDouble())
            / 2;
    assertThat(json.path("nll_mean").asDouble()).isCloseTo(mean, within(1e-9)).isPositive();
    assertThat(json.path("tasks").get(0).path("answerTokens").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "'--tasks bolq -o out', did you mean boolq?",
    "'--tasks boolq', --output is missing",
    "'--tasks boolq --task boolq -o out', name the tasks",
    "'--task boolq --beside paper', go with --tasks only",
    "'--tasks boolq -o out --beside gpt', There are no published results of \"gpt\"",
    "'--tasks boolq -o out --names one', --names takes two",
    "'--tasks boolq -o out --batch none', --batch must be auto or at least 1",
    "'--tasks boolq --score likely', --score must be accuracy or nll"
  })
  void whatMakesNoSenseIsAUsageError(String options, String message) {
    CommandRun run = evaluate(options.split(" "));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void aNamedTaskThatIsMissingIsToldWithItsPlaces() {
    CommandRun run = evaluate("--tasks", "hellaswag", "-o", results());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("hellaswag/test.json", "hellaswag.json");
    assertThat(dir.resolve("results")).doesNotExist();
  }
}
