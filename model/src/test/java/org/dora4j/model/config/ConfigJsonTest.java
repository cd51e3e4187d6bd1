package org.dora4j.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.dora4j.model.file.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigJsonTest {
  private static final Path MODELS =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models");
  private static final String SMALL =
      "\"vocab_size\":96,\"hidden_size\":32,\"intermediate_size\":40,\"num_hidden_layers\":2,"
          + "\"num_attention_heads\":4";

  @TempDir Path folder;

  static Stream<Path> configs() throws IOException {
    return Files.list(MODELS).map(model -> model.resolve("config.json")).sorted();
  }

  private ModelConfig parse(String json) throws IOException {
    return ModelConfig.parse(Files.writeString(folder.resolve("config.json"), json));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void whatIsWrittenIsReadAsTheSame(Path config) throws IOException {
    ModelConfig original = ModelConfig.parse(config);
    ModelConfig again = parse(original.toJson());
    assertThat(again).isEqualTo(original);
    assertThat(again.toJson()).isEqualTo(original.toJson());
  }

  @ParameterizedTest
  @CsvSource({"rope_linear", "rope_llama3", "rope_theta"})
  void bothFormsOfRopeParametersMeanTheSame(String name) {
    RopeConfig five = ModelConfig.parse(MODELS.resolve(name).resolve("config.json")).rope();
    RopeConfig four = ModelConfig.parse(MODELS.resolve(name + "_v4/config.json")).rope();
    assertThat(five).isEqualTo(four).isNotEqualTo(RopeConfig.of(10_000));
  }

  @Test
  void keysThatAnEarlyLlamaLacksHaveTransformersDefaults() {
    ModelConfig config = ModelConfig.parse(MODELS.resolve("llama1_minimal/config.json"));
    assertThat(config.keyValueHeads()).isEqualTo(4);
    assertThat(config.headDim()).isEqualTo(8);
    assertThat(config.rope()).isEqualTo(RopeConfig.of(10_000));
    assertThat(config.tiedEmbeddings()).isFalse();
  }

  @Test
  void severalEndTokensAndNoBeginTokenAreKept() throws IOException {
    ModelConfig config =
        parse(
            "{\"model_type\":\"llama\",\"bos_token_id\":null,\"eos_token_id\":[5,6],"
                + SMALL
                + "}");
    assertThat(config.bosId()).isEqualTo(OptionalInt.empty());
    assertThat(config.eosIds()).isEqualTo(List.of(5, 6));
    assertThat(parse(config.toJson())).isEqualTo(config);
  }

  @Test
  void anotherFamilyIsNamed() {
    assertThatThrownBy(() -> parse("{\"model_type\":\"gpt2\"}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("model_type is \"gpt2\"")
        .hasMessageContaining("config.json");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThatThrownBy(() -> parse("{\"model_type\":\"llama\",\"hidden_size\":32}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("config.json has no key num_attention_heads");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "\"num_key_value_heads\":3|num_attention_heads (4) is not a multiple of num_key_value_heads (3)",
        "\"num_key_value_heads\":0|num_key_value_heads must be at least 1 but is 0",
        "\"head_dim\":7|head_dim must be even",
        "\"head_dim\":\"8\"|head_dim must be a whole number but is \"8\"",
        "\"rms_norm_eps\":NaN|rms_norm_eps must be a finite number",
        "\"rms_norm_eps\":0|rms_norm_eps must be above 0",
        "\"attention_bias\":1|attention_bias must be true or false but is 1",
        "\"hidden_act\":\"gelu\"|hidden_act is \"gelu\"",
        "\"rope_theta\":-1|rope_theta must be above 0",
        "\"rope_scaling\":{\"type\":\"yarn\",\"factor\":2}|RoPE type \"yarn\" is not supported",
        "\"rope_scaling\":{\"type\":\"linear\"}|rope_scaling has no key factor",
        "\"rope_scaling\":{\"type\":\"linear\",\"factor\":0}|the factor of RoPE must be above 0",
        "\"rope_scaling\":7|rope_scaling must be an object",
        "\"quantization_config\":{\"bits\":4}|the weights are quantised",
        "\"partial_rotary_factor\":0.5|partial_rotary_factor is 0.5",
        "\"torch_dtype\":\"int3\"|unknown dtype 'int3'",
      })
  void oddValuesAreRefusedWithFileAndKey(String entry, String reason) {
    assertThatThrownBy(() -> parse("{\"model_type\":\"llama\"," + SMALL + "," + entry + "}"))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(reason);
  }
}
