package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** adapter_config.json, both ways. */
class AdapterConfigJsonTest {

  @TempDir Path folder;

  private AdapterConfig read(String json) throws IOException {
    Path file = folder.resolve("adapter_config.json");
    Files.writeString(file, json);
    return AdapterConfigReader.read(file);
  }

  private static String with(String more) {
    return "{\"peft_type\": \"LORA\", \"r\": 4, \"target_modules\": [\"q_proj\"], " + more + "}";
  }

  private static AdapterConfigBuilder everything(Method method) {
    return AdapterConfig.builder(method)
        .rank(4)
        .alpha(5.5)
        .rsLora(true)
        .dropout(0.05)
        .targets("q_proj", "v_proj")
        .excludes(ModuleSelection.regex("x.*"))
        .rankPattern(Map.of("q_proj", 2))
        .alphaPattern(Map.of("q_proj", 3.0))
        .layers(new LayerFilter(List.of(0, 1), List.of("layers", "h")))
        .modulesToSave(List.of("norm"))
        .bias(BiasTraining.LORA_ONLY)
        .ensureWeightTying(true);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    for (AdapterConfig config :
        List.of(
            everything(Method.LORA).loraBias(true).build(),
            everything(Method.LORA).initialisation(Initialisation.PISSA).build(),
            everything(Method.DORA).initialisation(Initialisation.OLORA).build(),
            everything(Method.DORA)
                .detachedNorm(false)
                .magnitudeTargets(ModuleSelection.names("o_proj"))
                .build(),
            everything(Method.LORA).magnitudeTargets(ModuleSelection.names("o_proj")).build(),
            everything(Method.MAGNITUDE).build(),
            AdapterConfig.builder(Method.LORA).targets(ModuleSelection.ALL_LINEAR).build())) {
      assertThat(read(AdapterConfigWriter.write(config, "base"))).isEqualTo(config);
    }
  }

  @Test
  void aPatternKeepsItsOrderBecauseTheFirstMatchCounts() throws IOException {
    AdapterConfig config = read(with("\"rank_pattern\": {\"v_proj\": 2, \"a.*\": 3, \"q\": 1}"));
    assertThat(config.rankPattern().keySet()).containsExactly("v_proj", "a.*", "q");
    assertThat(AdapterConfigWriter.write(config, "base"))
        .containsSubsequence("\"v_proj\": 2", "\"a.*\": 3", "\"q\": 1");
  }

  @Test
  void missingKeysHavePeftsDefaults() throws IOException {
    assertThat(read("{\"target_modules\": \"all-linear\"}"))
        .isEqualTo(AdapterConfig.builder(Method.LORA).targets(ModuleSelection.ALL_LINEAR).build());
  }

  @Test
  void aSingleLayerMayBeANumber() throws IOException {
    assertThat(read(with("\"layers_to_transform\": 1")).layers())
        .isEqualTo(new LayerFilter(List.of(1), List.of()));
  }

  @Test
  void theOptionsOfThePapersCodeAreRead() throws IOException {
    AdapterConfig config =
        read(
            "{\"peft_type\": \"DORA\", \"r\": 32, \"lora_alpha\": 64, \"dora_simple\": false, \"enable_lora\": null,"
                + " \"merge_weights\": false, \"target_modules\": [\"q_proj\"], \"Wdecompose_target_modules\": [\"o_proj\"]}");
    assertThat(config)
        .isEqualTo(
            AdapterConfig.builder(Method.DORA)
                .rank(32)
                .alpha(64)
                .detachedNorm(false)
                .targets("q_proj")
                .magnitudeTargets(ModuleSelection.names("o_proj"))
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use_qalora\": true",
        "\"layer_replication\": [[0, 2], [1, 3]]",
        "\"target_parameters\": [\"weight\"]",
        "\"alora_invocation_tokens\": [1]",
        "\"kasa_config\": {\"beta\": 1}",
        "\"enable_lora\": [true, false]",
        "\"lora_alhpa\": 16"
      })
  void aKeyThatMayChangeTheMeaningIsRefused(String key) {
    String name = key.substring(1, key.indexOf(':') - 1);
    assertThatThrownBy(() -> read(with(key)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("adapter_config.json: " + name + " is set, and it may change");
  }

  @Test
  void trainedTokensAreRefusedWithAdvice() {
    assertThatThrownBy(() -> read(with("\"trainable_token_indices\": [3, 4]")))
        .hasMessageContaining("train the whole embedding with modules_to_save instead");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"use_qalora\": false",
        "\"layer_replication\": null",
        "\"something_new\": {}",
        "\"something_new\": \"\"",
        "\"runtime_config\": {\"ephemeral_gpu_offload\": true}",
        "\"peft_version\": \"0.9\"",
        "\"fan_in_fan_out\": true"
      })
  void aKeyThatChangesNothingIsIgnored(String key) throws IOException {
    assertThat(read(with(key)).targets()).isEqualTo(ModuleSelection.names("q_proj"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"lora_alpha\": NaN | Alpha must be a number above 0 but is NaN",
        "\"r\": 0 | The rank must be at least 1 but is 0",
        "\"r\": 4.5 | r must be a whole number but is 4.5",
        "\"lora_alpha\": \"8\" | lora_alpha must be a number but is \"8\"",
        "\"use_dora\": 1 | use_dora must be true or false but is 1",
        "\"bias\": \"some\" | bias must be none, all or lora_only but is \"some\"",
        "\"rank_pattern\": [1] | rank_pattern must be an object but is [1]",
        "\"modules_to_save\": [1] | modules_to_save must be a text or a list of texts but is [1]",
        "\"peft_type\": \"LOHA\" | peft_type is \"LOHA\"; dora4j reads LORA, DORA, VERA and DVORA adapters",
        "\"init_lora_weights\": \"loftq\" | init_lora_weights is \"loftq\", which changes the base weights",
        "\"init_lora_weights\": \"pissa_niter_16\" | init_lora_weights is \"pissa_niter_16\"",
        "\"use_dora\": true, \"lora_bias\": true | DoRA has no bias of B",
      })
  void aWrongValueIsNamedWithItsFileAndKey(String key, String sentence) {
    assertThatThrownBy(() -> read(with(key)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("adapter_config.json: ")
        .hasMessageContaining(sentence);
  }

  @Test
  void whatIsNoJsonObjectIsRefused() {
    assertThatThrownBy(() -> read("{\"r\": "))
        .hasMessageContaining("adapter_config.json is not JSON");
    assertThatThrownBy(() -> read("[]")).hasMessageContaining("does not hold a JSON object");
  }
}
