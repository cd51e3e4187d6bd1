package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From nothing to a model that answers, by commands alone. */
class PretrainCommandsTest {
  @TempDir static Path dir;

  @BeforeAll
  static void makeAModel() throws IOException {
    Files.writeString(
        dir.resolve("config.json"),
        """
        {"model_type": "llama", "vocab_size": 400, "hidden_size": 16, "intermediate_size": 24,
         "num_hidden_layers": 1, "num_attention_heads": 2, "tie_word_embeddings": true,
         "max_position_embeddings": 512}
        """);
    succeed("world", "--output", at("world"), "--text", "1", "--train", "4", "--test", "4");
    command(
        "new-tokenizer --data %s --vocabulary 400 --output %s", "world/text.jsonl", "tokenizer");
    command(
        "new-model --config %s --tokenizer %s --output %s", "config.json", "tokenizer", "random");
    command(
        "train --model %s --data %s --output %s --method full --steps 3 --batch-size 4 --lr 1e-2 --device cpu",
        "random", "world/text.jsonl", "run");
  }

  /** Runs a command whose holes are paths below the folder. */
  private static void command(String words, String... paths) {
    Object[] places = Arrays.stream(paths).map(PretrainCommandsTest::at).toArray();
    succeed(words.formatted(places).split(" "));
  }

  private static String at(String path) {
    return dir.resolve(path).toString();
  }

  private static CommandRun succeed(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.status()).as(run.err()).isZero();
    return run;
  }

  @Test
  void theTrainedModelWrites() {
    CommandRun run =
        succeed("generate", "--model", at("run/model"), "--prompt", "The ball", "-n", "8");
    assertThat(run.out()).isNotBlank();
  }

  @Test
  void trainingChangesEveryWeightFile() {
    assertThat(dir.resolve("run/model/model.safetensors")).isNotEmptyFile();
    assertThat(contentsEqual("random/model.safetensors", "run/model/model.safetensors")).isFalse();
    assertThat(contentsEqual("random/tokenizer.json", "run/model/tokenizer.json")).isTrue();
  }

  private static boolean contentsEqual(String one, String other) {
    try {
      return Files.mismatch(dir.resolve(one), dir.resolve(other)) == -1;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void evaluateCountsRightAnswersAndKeepsThem() {
    CommandRun run =
        succeed(
            "evaluate",
            "--model",
            at("run/model"),
            "--task",
            "world-boolq",
            "--data",
            at("world/world-boolq/test.json"),
            "--decode",
            "constrained",
            "--limit",
            "3",
            "--output",
            at("results"),
            "--json");
    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.path("total").asInt()).isEqualTo(3);
    assertThat(json.path("answered").asInt()).isEqualTo(3);
    assertThat(json.path("decoding").asString()).isEqualTo("constrained");
    assertThat(dir.resolve("results/world-boolq.json")).isNotEmptyFile();
  }

  @Test
  void evaluateSaysItInOneSentence() {
    CommandRun run =
        succeed(
            "evaluate",
            "--model",
            at("run/model"),
            "--task",
            "world-boolq",
            "--data",
            at("world/world-boolq/test.json"),
            "--max-tokens",
            "3");
    assertThat(run.out()).contains("world-boolq: ", "of 4, greedy", "best constant answer 50.0 %");
  }

  @ParameterizedTest
  @CsvSource({"0,3 beams", "0.1,'3 beams, drawn'"})
  void evaluateSearchesWithBeams(String temperature, String decoding) {
    CommandRun run =
        succeed(
            "evaluate",
            "--model",
            at("run/model"),
            "--task",
            "world-boolq",
            "--data",
            at("world/world-boolq/test.json"),
            "--beams",
            "3",
            "--temperature",
            temperature,
            "--max-tokens",
            "3");
    assertThat(run.out()).contains("of 4, " + decoding + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "often,1,--decode must be free or constrained",
    "constrained,4,--beams searches what the model writes"
  })
  void aDecodingThatMakesNoSenseIsAUsageError(String decode, String beams, String message) {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            "m",
            "--task",
            "boolq",
            "--data",
            "d",
            "--decode",
            decode,
            "--beams",
            beams);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  @Test
  void anUnknownTaskIsAUsageError() {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "--model",
            "m",
            "--task",
            "bolq",
            "--data",
            at("world/world-boolq/test.json"));
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("\"bolq\"", "boolq, piqa");
  }

  @Test
  void aTokenizerThatIsTooLargeForTheModelIsRefused() throws IOException {
    Path small =
        Files.writeString(
            dir.resolve("small.json"),
            Files.readString(dir.resolve("config.json")).replace("400", "300"));
    CommandRun run =
        CommandRun.of(
            "new-model",
            "--config",
            small.toString(),
            "--tokenizer",
            at("tokenizer"),
            "--output",
            at("never"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("vocab_size of 300");
    assertThat(dir.resolve("never")).doesNotExist();
  }
}
