package org.dora4j.train.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), text);
  }

  @Test
  void readsSettingsOfEveryType() throws IOException {
    TrainConfig config =
        ConfigFile.read(
            file(
                """
                model: org/name@main
                data: train.json
                output: out
                method: lora
                lr: 1e-4
                targets: [q_proj, o_proj]
                rank_pattern:
                  q_proj: 4
                keep_best: true
                validation_size: 0.05
                """));
    assertThat(config.model()).isEqualTo("org/name@main");
    assertThat(config.adapter().method()).isEqualTo(Method.LORA);
    assertThat(config.adapter().targets()).containsExactly("q_proj", "o_proj");
    assertThat(config.adapter().rankPattern()).containsEntry("q_proj", 4.0);
    assertThat(config.optimiser().learningRate()).isEqualTo(1e-4);
    assertThat(config.run().keepBest()).isTrue();
  }

  @Test
  void problemsNameTheFile() throws IOException {
    Path file = file("model: m\ndata: d\noutput: o\nepocs: 2\nbatch_size: many\n");
    assertThatThrownBy(() -> ConfigFile.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("run.yaml has 2 problems")
        .hasMessageContaining("epocs is not a setting; did you mean epochs?")
        .hasMessageContaining("batch_size must be a whole number but is 'many'");
  }

  @Test
  void whatIsNotYamlIsToldWithItsLine() throws IOException {
    Path file = file("model: m\n  data: [\n");
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessageContaining("is not YAML: line 2");
  }

  @Test
  void aKeySetTwiceIsAnError() throws IOException {
    Path file = file("rank: 4\nrank: 8\n");
    assertThatThrownBy(() -> ConfigFile.read(file)).hasMessageContaining("rank");
  }

  @Test
  void aMissingFileAndAnEmptyOneAreTold() throws IOException {
    assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.yaml")))
        .hasMessageContaining("there is no such file");
    Path empty = file("");
    assertThatThrownBy(() -> ConfigFile.read(empty)).hasMessageContaining("does not hold settings");
  }

  @Test
  void theTextOfAConfigurationReadsBack() throws IOException {
    TrainConfig config =
        TrainConfig.builder()
            .model("m")
            .data(Path.of("d"))
            .output(Path.of("o"))
            .set("eps", 1e-9)
            .build();
    assertThat(ConfigFile.read(file(ConfigFile.text(config)))).isEqualTo(config);
  }
}
