package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PEFT would accept in silence is an error that says what and where. */
class AdapterFolderTest {

  private static final String V = "base_model.model.model.layers.1.self_attn.v_proj.";

  @TempDir Path folder;

  /** Loads the default DoRA adapter with its tensors changed. */
  private AttachedAdapter loadChanged(Transformer model, Consumer<Map<String, Tensor>> change)
      throws IOException {
    Path golden = Golden.ADAPTERS.resolve("dora_default");
    try (Scope scope = Scope.open();
        SafeTensors file = SafeTensors.open(golden.resolve("adapter_model.safetensors"))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      file.names().forEach(name -> tensors.put(name, file.tensor(name).copy()));
      change.accept(tensors);
      SafeTensors.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
    }
    Files.copy(golden.resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
    return AttachedAdapter.load(model, folder);
  }

  private void assertRefused(Consumer<Map<String, Tensor>> change, String sentence) {
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base")) {
      assertThatThrownBy(() -> loadChanged(model, change))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(folder + sentence);
      assertThat(model.linears().values()).noneMatch(linear -> linear.isReplaced());
    }
  }

  @Test
  void theFolderOfARunStandsForTheAdapterInIt() throws IOException {
    Path golden = Golden.ADAPTERS.resolve("dora_default");
    Path inside = Files.createDirectory(folder.resolve("adapter"));
    for (String name : new String[] {"adapter_config.json", "adapter_model.safetensors"}) {
      Files.copy(golden.resolve(name), inside.resolve(name));
    }
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = AttachedAdapter.load(model, folder)) {
      assertThat(adapter.config().method()).isEqualTo(Method.DORA);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora_magnitude_vector", "lora_A.weight", "lora_B.weight"})
  void aMissingTensorIsNamed(String leaf) {
    assertRefused(
        tensors -> tensors.remove(V + leaf),
        " has no tensor "
            + V
            + leaf
            + ", which its options and this model ask for; the adapter is incomplete, fetch or save it again.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void aValueThatIsNoNumberIsNamed(double value) {
    assertRefused(
        tensors -> tensors.get(V + "lora_B.weight").narrow(0, 2, 1).fill_(value),
        ": "
            + V
            + "lora_B.weight holds NaN or infinite numbers; the file is damaged or its training diverged.");
  }

  @Test
  void aTensorOfALayerThatDoesNotExistIsNamed() {
    String key = "base_model.model.model.layers.7.self_attn.v_proj.lora_A.weight";
    assertRefused(
        tensors -> tensors.put(key, Tensors.zeros(DType.F32, Device.CPU, 4, 32)),
        " holds 1 tensor(s) that neither its adapter_config.json nor this model has a place for, e.g. "
            + key
            + "; the adapter may be for another model.");
  }

  @Test
  void aRankThatDiffersFromTheOptionsIsNamed() {
    assertRefused(
        tensors -> tensors.put(V + "lora_A.weight", Tensors.zeros(DType.F32, Device.CPU, 6, 32)),
        ": "
            + V
            + "lora_A.weight is [6, 32], but this model and the adapter's options need [4, 32]; the adapter is for another model or of another rank.");
  }

  @Test
  void oneTensorUnderTwoNamesIsRefused() {
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base")) {
      assertThatThrownBy(
              () ->
                  loadChanged(
                      model,
                      tensors ->
                          tensors.put(
                              V + "lora_magnitude_vector.weight",
                              tensors.get(V + "lora_magnitude_vector").copy())))
          .hasMessageContaining("holds the same tensor twice");
    }
  }

  @Test
  void anAdapterForALargerModelIsRefused() {
    try (Transformer wide =
        TransformerLoader.random(Shapes.of(80, 64, 40, 2, 4, 2), 1, DType.F32, Device.CPU)) {
      assertThatThrownBy(() -> AttachedAdapter.load(wide, Golden.ADAPTERS.resolve("dora_default")))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("the adapter is for another model or of another rank");
    }
  }

  @Test
  void anAdapterForADeeperModelIsRefused() {
    try (Transformer shallow =
        TransformerLoader.random(Shapes.of(80, 32, 40, 1, 4, 2), 1, DType.F32, Device.CPU)) {
      assertThatThrownBy(
              () -> AttachedAdapter.load(shallow, Golden.ADAPTERS.resolve("dora_default")))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("the adapter may be for another model");
    }
  }

  @Test
  void targetsThatMatchNothingInThisModelAreRefused() throws IOException {
    Path golden = Golden.ADAPTERS.resolve("dora_default");
    Files.copy(
        golden.resolve("adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
    Files.writeString(
        folder.resolve("adapter_config.json"), "{\"r\": 4, \"target_modules\": [\"c_attn\"]}");
    try (Transformer model = Golden.base("base")) {
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(
              folder
                  + " does not fit this model: The targets, after excludes and layers, leave no module to adapt; check [c_attn].");
    }
  }

  @Test
  void baseWeightsOfItsOwnAreUsedWithAWarning() throws IOException {
    Path golden = Golden.ADAPTERS.resolve("dora_target_embed_head");
    String key = "base_model.model.model.embed_tokens.base_layer.weight";
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base");
        SafeTensors file = SafeTensors.open(golden.resolve("adapter_model.safetensors"))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      file.names().forEach(name -> tensors.put(name, file.tensor(name).copy()));
      Tensor own = Ops.add(tensors.get(key), 0.5);
      tensors.put(key, own);
      SafeTensors.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
      Files.copy(golden.resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
      try (AttachedAdapter adapter = AttachedAdapter.load(model, folder)) {
        assertThat(adapter.warnings())
            .singleElement()
            .asString()
            .startsWith(
                "The adapter brings its own model.embed_tokens.base_layer.weight, which differs from the model's by up to 0.5");
        assertThat(Ops.identical(model.embedding().weight().value(), own)).isTrue();
      }
      assertThat(Ops.identical(model.embedding().weight().value(), own)).isFalse();
    }
  }

  @Test
  void tiedCopiesThatDifferAreRefused() throws IOException {
    Path golden = Golden.ADAPTERS.resolve("lora_save_embed_kept_tied");
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base_tied");
        SafeTensors file = SafeTensors.open(golden.resolve("adapter_model.safetensors"))) {
      Map<String, Tensor> tensors = new TreeMap<>();
      file.names().forEach(name -> tensors.put(name, file.tensor(name).copy()));
      tensors
          .get("base_model.model.lm_head.weight")
          .add_(tensors.get("base_model.model.lm_head.weight"));
      SafeTensors.write(folder.resolve("adapter_model.safetensors"), tensors, Map.of());
      Files.copy(golden.resolve("adapter_config.json"), folder.resolve("adapter_config.json"));
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("are to stay tied but differ");
    }
  }

  @Test
  void aFolderWithoutAnAdapterSaysWhatIsMissing() throws IOException {
    try (Transformer model = Golden.base("base")) {
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder.resolve("none")))
          .hasMessage("There is no adapter folder " + folder.resolve("none") + ".");
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder))
          .hasMessage(
              folder
                  + " holds no adapter: there is neither adapter_model.safetensors nor adapter_model.bin.");
      Files.copy(
          Golden.ADAPTERS.resolve("dora_default").resolve("adapter_model.safetensors"),
          folder.resolve("adapter_model.safetensors"));
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder))
          .hasMessage(
              folder + " has no adapter_config.json, which says how its tensors are to be used.");
    }
  }

  @Test
  void anAdapterIsNotOverwrittenUnlessAskedTo() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "mine");
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter =
            AttachedAdapter.load(model, Golden.ADAPTERS.resolve("dora_default"))) {
      adapter.save(folder, "base");
      byte[] saved = Files.readAllBytes(folder.resolve("adapter_model.safetensors"));
      adapter.parameters().values().forEach(p -> p.value().mul_(2));
      assertThatThrownBy(() -> adapter.save(folder, "base"))
          .isInstanceOf(ModelFileException.class)
          .hasMessage(
              folder
                  + " holds an adapter already; choose another folder, or say that it may be overwritten.");
      assertThat(folder.resolve("adapter_model.safetensors")).hasBinaryContent(saved);
      adapter.save(folder, "base", true);
      assertThat(Files.readAllBytes(folder.resolve("adapter_model.safetensors")))
          .isNotEqualTo(saved);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "adapter_config.json", "adapter_model.safetensors", "notes.txt");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedAndLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter =
            AttachedAdapter.load(model, Golden.ADAPTERS.resolve("dora_default"))) {
      assertThatThrownBy(() -> adapter.save(file.resolve("adapter"), "base"))
          .isInstanceOf(ModelFileException.class)
          .hasMessageStartingWith("Cannot write to " + file.resolve("adapter"));
      assertThat(file).hasContent("not a folder");
    }
  }

  @Test
  void aFailureHalfWayLeavesTheOldFilesAndNoOthers() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), "old");
    assertThatThrownBy(
            () ->
                FolderReplacement.write(
                    folder,
                    staged -> {
                      Files.writeString(staged.resolve("adapter_config.json"), "new");
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("No space left on device; nothing was changed.");
    assertThat(folder.resolve("adapter_config.json")).hasContent("old");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }
}
