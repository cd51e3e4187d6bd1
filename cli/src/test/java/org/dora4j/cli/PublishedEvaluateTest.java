package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The evaluation scripts' own arguments: the paper's, and Cornell's. */
class PublishedEvaluateTest {
  @TempDir static Path shared;
  @TempDir Path dir;
  private static Path model;

  @BeforeAll
  static void writeModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("tiny"), "adapters/base");
    Files.createDirectories(shared.resolve("boolq"));
    Files.writeString(
        shared.resolve("boolq/test.json"),
        """
        [{"instruction": "Is it?", "input": "", "output": "the correct answer is true", "answer": "true"},
         {"instruction": "Was it so?", "input": "", "output": "the correct answer is false", "answer": "false"}]
        """);
  }

  private Path weights() throws IOException {
    Path copy = Files.createDirectories(dir.resolve("weights"));
    try (Stream<Path> files = Files.list(TinyModel.golden("adapters/dora_default"))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private String output() {
    return dir.resolve("experiment").toString();
  }

  private CommandRun commonsense(String... changes) throws IOException {
    List<String> words =
        List.of(
            "commonsense",
            "evaluate",
            "--dataset",
            "boolq",
            "--model",
            "LLaMA-7B",
            "--adapter",
            "DoRA",
            "--base_model",
            model.toString(),
            "--lora_weights",
            weights().toString(),
            "--batch_size",
            "1",
            "--data",
            shared.toString(),
            "--output",
            output());
    return CommandRun.of(Stream.concat(words.stream(), Stream.of(changes)).toArray(String[]::new));
  }

  private CommandRun cornell(Path weights, String... more) {
    List<String> words =
        List.of(
            "cornell",
            "evaluate",
            weights.toString(),
            "dora",
            "boolq",
            "--base_model",
            model.toString(),
            "--data",
            shared.toString(),
            "--output",
            output());
    return CommandRun.of(Stream.concat(words.stream(), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void thePapersScriptWritesItsFileAndItsLines() throws IOException {
    CommandRun run = commonsense();
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode records =
        new JsonMapper().readTree(dir.resolve("experiment/LLaMA-7B-DoRA-boolq.json"));
    long right = records.valueStream().filter(each -> each.path("flag").asBoolean()).count();
    assertThat(records.size()).isEqualTo(2);
    assertThat(run.out())
        .contains("Is it?\n", "prediction: ", "label: true\n", "test finished")
        .contains("test:2/2 | accuracy %d  %s".formatted(right, right / 2.0));
  }

  @ParameterizedTest
  @CsvSource({
    "--adapter,Parallel,a method that dora4j does not have",
    "--dataset,bolq,did you mean boolq?",
    "--batch_size,0,--batch_size must be at least 1"
  })
  void whatCannotBeIsAUsageError(String option, String value, String message) throws IOException {
    String[] words = {
      "commonsense",
      "evaluate",
      "--dataset",
      "boolq",
      "--model",
      "M",
      "--adapter",
      "DoRA",
      "--base_model",
      model.toString(),
      "--lora_weights",
      weights().toString(),
      "--batch_size",
      "1"
    };
    for (int i = 0; i < words.length - 1; i++) {
      words[i + 1] = words[i].equals(option) ? value : words[i + 1];
    }
    CommandRun run = CommandRun.of(words);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void cornellsDrawsRepeatAndItsLogIsNamedAfterTheDataSet() throws IOException {
    Path weights = weights();
    CommandRun first = cornell(weights);
    assertThat(first.status()).as(first.err()).isZero();
    Path file = dir.resolve("experiment/Llama-7B-DoRA-boolq.json");
    String predictions = Files.readString(file);
    assertThat(cornell(weights, "--overwrite").status()).isZero();
    assertThat(Files.readString(file)).isEqualTo(predictions);
    assertThat(weights.resolve("boolq.txt"))
        .content()
        .startsWith(first.out())
        .containsPattern("(?s)test finished.*test finished");
  }

  @Test
  void cornellsDrawsWithoutHeatAreThePapersSearch() throws IOException {
    assertThat(cornell(weights(), "--temperature", "0").status()).isZero();
    String drawn = Files.readString(dir.resolve("experiment/Llama-7B-DoRA-boolq.json"));
    CommandRun run =
        CommandRun.of(
            "commonsense",
            "evaluate",
            "--dataset",
            "boolq",
            "--model",
            "M",
            "--adapter",
            "DoRA",
            "--base_model",
            model.toString(),
            "--lora_weights",
            dir.resolve("weights").toString(),
            "--batch_size",
            "2",
            "--data",
            shared.toString(),
            "--output",
            output());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(dir.resolve("experiment/M-DoRA-boolq.json")).content().isEqualTo(drawn);
  }

  @Test
  void anAdapterOfAnotherModelEndsInASentence() throws IOException {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            "embedded",
            "--adapter",
            weights().toString(),
            "--tasks",
            "boolq",
            "--data",
            shared.toString(),
            "--output",
            output());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err().lines().filter(line -> line.contains("dora4j evaluate: "))).hasSize(1);
    assertThat(dir.resolve("experiment")).doesNotExist();
  }
}
