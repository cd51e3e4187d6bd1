package org.dora4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenFolderTest {
  private static final Path MODELS =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models");

  @TempDir Path folder;

  private void copy(String model) throws IOException {
    try (Stream<Path> files = Files.list(MODELS.resolve(model))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void replaceIn(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    Files.writeString(path, text.replace(from, to));
  }

  private AbstractThrowableAssert<?, ?> assertRefused() {
    return assertThatThrownBy(() -> Checkpoint.open(folder.toString()).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    copy("sharded");
    Files.delete(folder.resolve("model-00002-of-00003.safetensors"));
    assertRefused().hasMessageContaining("model-00002-of-00003.safetensors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model-00002-of-00003.safetensors",
        "/etc/passwd",
        "sub/x.safetensors",
        "..",
        "C:x.safetensors"
      })
  void anIndexThatPointsOutsideTheFolderIsRefused(String target) throws IOException {
    copy("sharded");
    replaceIn("model.safetensors.index.json", "model-00002-of-00003.safetensors", target);
    assertRefused()
        .hasMessageContaining("\"" + target + "\"")
        .hasMessageContaining("not a safetensors file of the same folder");
  }

  @Test
  void anIndexThatNamesTheWrongShardIsRefused() throws IOException {
    copy("sharded");
    Path index = folder.resolve("model.safetensors.index.json");
    String text = Files.readString(index);
    Files.writeString(index, text.replaceAll("(\"model.norm.weight\": \"model-)\\d{5}", "$100001"));
    assertRefused().hasMessageContaining("says that model.norm.weight is in model-00001");
  }

  @Test
  void aFolderWithoutWeightsSaysWhatIsLookedFor() throws IOException {
    copy("mha");
    Files.delete(folder.resolve("model.safetensors"));
    Files.writeString(folder.resolve("pytorch_model.bin"), "");
    assertRefused()
        .hasMessageContaining("neither model.safetensors nor model.safetensors.index.json")
        .hasMessageContaining("pytorch_model.bin is not read");
  }

  @Test
  void aFolderWithoutConfigurationSaysSo() {
    assertRefused().hasMessageContaining("There is no file");
  }

  @Test
  void aConfigurationWithMoreLayersNamesTheFirstMissingTensor() throws IOException {
    copy("mha");
    replaceIn("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    assertRefused().hasMessageContaining("no tensor model.layers.2.input_layernorm.weight");
  }

  @Test
  void aConfigurationWithFewerLayersNamesWhatIsLeftOver() throws IOException {
    copy("mha");
    replaceIn("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    assertRefused().hasMessageContaining("has a tensor model.layers.1.");
  }

  @Test
  void biasesThatTheConfigurationDeniesAreNotDroppedInSilence() throws IOException {
    copy("mlp_bias");
    replaceIn("config.json", "\"mlp_bias\": true", "\"mlp_bias\": false");
    assertRefused().hasMessageContaining(".bias for which its configuration has no place");
  }

  @Test
  void aTensorOfAnotherShapeIsNamedWithBothShapes() throws IOException {
    copy("mha");
    replaceIn("config.json", "\"intermediate_size\": 40", "\"intermediate_size\": 48");
    assertRefused().hasMessageContaining("has the shape [40, 32], but the configuration asks for");
  }

  @Test
  void weightsThatAreIntegersAreRefused() throws IOException {
    copy("mha");
    Path file = folder.resolve("model.safetensors");
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      try (SafeTensors read = SafeTensors.open(file)) {
        read.names().forEach(name -> tensors.put(name, read.tensor(name)));
      }
      tensors.put("model.norm.weight", Tensors.zeros(DType.I64, Device.CPU, 32));
      SafeTensors.write(file, tensors, Map.of());
    }
    assertRefused().hasMessageContaining("model.norm.weight is of type I64");
  }

  @Test
  void storedFrequenciesOfOldFilesAreIgnored() throws IOException {
    copy("mha");
    Path file = folder.resolve("model.safetensors");
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      try (SafeTensors read = SafeTensors.open(file)) {
        read.names().forEach(name -> tensors.put(name, read.tensor(name)));
      }
      tensors.put(
          "model.layers.0.self_attn.rotary_emb.inv_freq", Tensors.zeros(DType.F32, Device.CPU, 4));
      SafeTensors.write(file, tensors, Map.of());
    }
    Checkpoint.open(folder.toString()).close();
  }

  @Test
  void aSingleWeightFileIsToldFromAModel() throws IOException {
    copy("mha");
    String weights = folder.resolve("model.safetensors").toString();
    assertThatThrownBy(() -> Checkpoint.open(weights))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("a model is given as its folder");
  }
}
