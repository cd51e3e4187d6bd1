package org.dora4j.analysis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that cannot be analysed: one sentence names the tensor. */
class DamagedInputTest {
  private static final String TENSOR = "model.layers.1.self_attn.v_proj.weight";

  @TempDir Path folder;

  private interface Damage {
    void apply(Map<String, Tensor> tensors);
  }

  private Path damaged(Path from, String file, Damage damage) throws IOException {
    for (String name : List.of("config.json", "adapter_config.json")) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), folder.resolve(name));
      }
    }
    try (Scope scope = Scope.open();
        SafeTensors source = SafeTensors.open(from.resolve(file))) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      source.names().forEach(name -> tensors.put(name, source.tensor(name).copy()));
      damage.apply(tensors);
      SafeTensors.write(folder.resolve(file), tensors, Map.of("format", "pt"));
    }
    return folder;
  }

  private static void analyse(Path path, boolean whole) {
    Series series =
        new Series("s", "x", List.of(new TunedPath("c", OptionalInt.empty(), path, whole)));
    Golden.analyse(Definition.PAPER, List.of(series));
  }

  @Test
  void aTensorWithNan() throws IOException {
    Path path =
        damaged(
            Golden.FOLDER.resolve("full"),
            "model.safetensors",
            tensors -> tensors.get(TENSOR).narrow(0, 3, 1).fill_(Double.NaN));

    assertThatThrownBy(() -> analyse(path, true))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(TENSOR)
        .hasMessageContaining("NaN or infinite numbers in row 3");
  }

  @Test
  void aModelThatLacksATensor() throws IOException {
    Path path =
        damaged(
            Golden.FOLDER.resolve("full"), "model.safetensors", tensors -> tensors.remove(TENSOR));

    assertThatThrownBy(() -> analyse(path, true))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("has no tensor " + TENSOR);
  }

  @Test
  void aModelOfAnotherShape() {
    assertThatThrownBy(() -> analyse(Golden.ROOT.resolve("models/mha"), true))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("k_proj.weight has the shape [32, 32], but the base model's is")
        .hasMessageContaining("no checkpoint of this model");
  }

  @Test
  void anAdapterOfAnotherBase() throws IOException {
    String key = "base_model.model.model.layers.0.self_attn.v_proj.lora_B.weight";
    Path path =
        damaged(
            Golden.ADAPTERS.resolve("dora_default"),
            "adapter_model.safetensors",
            tensors -> tensors.computeIfPresent(key, (k, b) -> b.narrow(0, 0, 8).copy()));

    assertThatThrownBy(() -> analyse(path, false))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(key + " is [8, 4]")
        .hasMessageContaining("for another model");
  }

  @Test
  void anAdapterWithMoreLayersThanTheBase() throws IOException {
    String key = "base_model.model.model.layers.7.self_attn.v_proj.lora_A.weight";
    Path path =
        damaged(
            Golden.ADAPTERS.resolve("lora_default"),
            "adapter_model.safetensors",
            tensors -> tensors.put(key, tensors.values().iterator().next()));

    assertThatThrownBy(() -> analyse(path, false))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(key);
  }

  @Test
  void anAdapterWithoutItsMagnitude() throws IOException {
    String key = "base_model.model.model.layers.0.self_attn.v_proj.lora_magnitude_vector";
    Path path =
        damaged(
            Golden.ADAPTERS.resolve("dora_default"),
            "adapter_model.safetensors",
            tensors -> tensors.remove(key));

    assertThatThrownBy(() -> analyse(path, false))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("has no tensor " + key);
  }

  @Test
  void aModuleThatTheModelDoesNotHave() {
    assertThatThrownBy(() -> Golden.analyse(Definition.PAPER, List.of(Golden.full()), "q_porj"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no module 'q_porj'")
        .hasMessageContaining("q_proj");
  }
}
