package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.cli.terminal.Terminal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** inspect: models, adapters and examples as people and scripts see them. */
class InspectCommandTest {
  private static final String DATA =
      """
      [{"prompt": "Say it: ", "completion": "yes"},
       {"prompt": "And\\nnow: ", "completion": "no\\nno"}]
      """;

  @TempDir private static Path temp;
  private static String model = "";
  private static String data = "";

  @BeforeAll
  static void createModelAndData() throws IOException {
    model = TinyModel.create(temp.resolve("model"), "models/gqa").toString();
    data = Files.writeString(temp.resolve("data.json"), DATA).toString();
  }

  @Test
  void showsAModelsConfigurationAndTensorsOfAllLayersTogether() {
    CommandRun run = CommandRun.of("inspect", "-m", model);

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("20,128 parameters")
        .containsPattern("heads +4, 2 for keys and values, 8 wide")
        .containsPattern("model\\.layers\\.\\*\\.mlp\\.down_proj\\.weight +F32 +32 × 40 +× 2");
  }

  @Test
  void showsEveryTensorWhenAsked() {
    assertThat(CommandRun.of("inspect", "-m", model, "--all").out())
        .contains("model.layers.1.mlp.down_proj.weight");
  }

  @Test
  void showsAModelAsJson() {
    JsonNode json =
        new JsonMapper().readTree(CommandRun.of("inspect", "-m", model, "--json").out());

    assertThat(json.get("parameters").asLong()).isEqualTo(20_128);
    assertThat(json.get("config").get("num_key_value_heads").asInt()).isEqualTo(2);
    assertThat(json.get("tensors").size()).isEqualTo(21);
  }

  @Test
  void showsAnAdaptersOptionsAndNorms() {
    String adapter = TinyModel.golden("adapters/dora_default").toString();
    CommandRun run = CommandRun.of("inspect", "-a", adapter);

    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("2,704 parameters in 30 tensors")
        .containsPattern("target_modules +down_proj, k_proj")
        .containsPattern("mlp\\.up_proj\\.lora_magnitude_vector +F32 +40 +7\\.3519");
  }

  @Test
  void marksWhatAnExampleTrains() {
    CommandRun run = CommandRun.of("inspect", "-d", data, "-m", model);

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("example 0 of 2, template prompt-completion: 12 tokens, 4 of them trained")
        .contains("Say it: ⟦yes</s>⟧");
  }

  @Test
  void highlightsTrainedTokensOnATerminalLineByLine() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Terminal terminal = new Terminal(InputStream.nullInputStream(), stream, stream, true, true, 80);

    Cli.run(terminal, "inspect", "-d", data, "-m", model, "--index", "1");

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("now: \u001b[30;42mno\u001b[0m\n\u001b[30;42mno</s>\u001b[0m");
  }

  @Test
  void showsTokensOneByOne() {
    CommandRun run = CommandRun.of("inspect", "-d", data, "-m", model, "--tokens");

    assertThat(run.out()).containsPattern("11 +2 +</s> +yes").containsPattern("0 +47 +S");
  }

  @Test
  void givesLabelsAsTrainingUsesThem() {
    CommandRun run =
        CommandRun.of("inspect", "-d", data, "-m", model, "--json", "--train-on-inputs");

    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.get("labels")).isEqualTo(json.get("input_ids"));
  }

  @Test
  void anIndexBeyondTheEndSaysHowManyThereAre() {
    CommandRun run = CommandRun.of("inspect", "-d", data, "-m", model, "-i", "2");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--index must be from 0 to 1").contains("has 2 examples");
  }

  @Test
  void showsABatchAsThePublishedScriptsPadIt() {
    JsonNode json =
        new JsonMapper()
            .readTree(
                CommandRun.of("inspect", "-d", data, "-m", model, "--batch", "2", "--json").out());

    assertThat(json.get("rows").asInt()).isEqualTo(2);
    assertThat(json.get("length").asInt() % 8).isZero();
    JsonNode first = json.get("input_ids").get(0);
    assertThat(first.size()).isEqualTo(json.get("length").asInt());
    assertThat(first.get(0).asInt()).isZero();
    assertThat(json.get("attention_mask").get(0).get(0).asInt()).isZero();
    assertThat(json.get("labels").get(0).get(0).asInt()).isEqualTo(-100);
    assertThat(first.get(first.size() - 1).asInt()).isEqualTo(2);
  }

  @Test
  void aBatchIsPaddedLeftOrRight() {
    CommandRun run =
        CommandRun.of("inspect", "-d", data, "-m", model, "--batch", "2", "--pad", "both");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--pad must be left or right but is 'both'");
  }
}
