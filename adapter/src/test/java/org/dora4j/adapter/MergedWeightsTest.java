package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.TransformerWeights;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.model.file.TensorMap;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A merge that reads one tensor at a time gives what a merge of a model in memory gives. */
class MergedWeightsTest {

  @TempDir private Path folder;

  static List<String> cases() throws IOException {
    return GoldenAdapterTest.cases();
  }

  private static String base(String adapter) {
    JsonNode counts = new JsonMapper().readTree(Golden.ADAPTERS.resolve("params.json").toFile());
    return counts.path(adapter).path("base").stringValue();
  }

  /** The model's folder in BF16, as models come. */
  private Path inBf16(String base) {
    Path stored = folder.resolve(base);
    try (Transformer model = Golden.base(base)) {
      save(stored, model.config(), new TransformerWeights(model), DType.BF16);
    }
    return stored;
  }

  private static void save(Path to, ModelConfig config, WeightSource weights, DType dtype) {
    Checkpoint.saveFolder(to, config, weights, dtype, 1L << 30);
  }

  private Path streamed(Path base, Path adapter, DType dtype) {
    Path to = folder.resolve("streamed");
    try (ModelFiles files = Checkpoint.open(base.toString());
        StoredAdapter stored = StoredAdapter.open(adapter, files.config())) {
      MergedWeights merged = new MergedWeights(files, stored, Device.CPU);
      save(to, merged.config(), merged, dtype);
    }
    return to;
  }

  private Path inMemory(Path base, Path adapter, DType dtype) {
    Path to = folder.resolve("in-memory");
    try (ModelFiles files = Checkpoint.open(base.toString());
        Transformer model = TransformerLoader.load(files, DType.F32, Device.CPU)) {
      AttachedAdapter.load(model, adapter).mergeAndDetach();
      save(to, model.config(), new TransformerWeights(model), dtype);
    }
    return to;
  }

  private void assertSameBytes(Path base, Path adapter, DType dtype) {
    Path streamed = streamed(base, adapter, dtype);
    Path inMemory = inMemory(base, adapter, dtype);
    for (String file : List.of("model.safetensors", "config.json", "generation_config.json")) {
      assertThat(streamed.resolve(file)).hasSameBinaryContentAs(inMemory.resolve(file));
    }
    assertThat(streamed.resolve("model.safetensors").toFile().length()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyAdapterOfPeftMergesToTheBytesOfAMergeInMemory(String name) {
    assertSameBytes(Golden.ADAPTERS.resolve(base(name)), Golden.ADAPTERS.resolve(name), DType.F32);
  }

  @ParameterizedTest
  @CsvSource({
    "base, dora_default, BF16",
    "base, dora_pissa, F32",
    "base, dora_target_embed_head, F32",
    "base_bias, lora_lora_bias, BF16",
    "base_tied, lora_save_embed_tied, BF16"
  })
  void aModelInBf16IsMergedInF32(String base, String name, DType dtype) {
    assertSameBytes(inBf16(base), Golden.ADAPTERS.resolve(name), dtype);
  }

  /** An adapter with random values, saved as training would. */
  private Path random(String base, AdapterConfig config) {
    return random(base, config, 0.1);
  }

  private Path random(String base, AdapterConfig config, double deviation) {
    Path to = folder.resolve("adapter");
    try (Scope scope = Scope.open();
        Transformer model = Golden.base(base);
        AttachedAdapter adapter = Adapters.attach(model, config, 1)) {
      List<String> names = new ArrayList<>(adapter.parameters().keySet());
      for (int i = 0; i < names.size(); i++) {
        Tensor value = adapter.parameters().get(names.get(i)).value();
        value.add_(Tensors.normal(0, deviation, Rng.of(7, i), value.shape()));
      }
      adapter.save(to, base);
    }
    return to;
  }

  @Test
  void magnitudesAlone() {
    AdapterConfig config =
        AdapterConfig.builder(Method.MAGNITUDE).targets("q_proj", "down_proj", "lm_head").build();
    assertSameBytes(Golden.ADAPTERS.resolve("base"), random("base", config), DType.F32);
  }

  @ParameterizedTest
  @EnumSource(names = {"VERA", "DVORA"})
  void vectorsOnASharedProjection(Method method) {
    AdapterConfig config = AdapterConfig.builder(method).targets("q_proj", "down_proj").build();
    assertSameBytes(Golden.ADAPTERS.resolve("base"), random("base", config), DType.F32);
  }

  @Test
  void embeddingAndHeadThatShareTheirWeightAreMergedOneAfterTheOther() {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA).targets("embed_tokens", "lm_head", "k_proj").build();
    assertSameBytes(Golden.ADAPTERS.resolve("base_tied"), random("base_tied", config), DType.F32);
  }

  @Test
  void biasesNormsAndMagnitudeTargetsTogether() {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA)
            .targets("v_proj", "up_proj")
            .magnitudeTargets(ModuleSelection.names("q_proj"))
            .modulesToSave(List.of("norm", "o_proj"))
            .bias(BiasTraining.ALL)
            .build();
    assertSameBytes(Golden.ADAPTERS.resolve("base_bias"), random("base_bias", config), DType.F32);
  }

  @Test
  void tensorsThatNothingChangesPassAsTheyAreStored() {
    Path base = inBf16("base");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(base.toString());
        StoredAdapter adapter =
            StoredAdapter.open(Golden.ADAPTERS.resolve("dora_default"), files.config())) {
      MergedWeights merged = new MergedWeights(files, adapter, Device.CPU);
      assertThat(merged.dtype("model.norm.weight")).isEqualTo(DType.BF16);
      assertThat(merged.tensor("model.norm.weight").address())
          .isEqualTo(files.weights().tensor("model.norm.weight").address());
      String q = "model.layers.0.self_attn.q_proj.weight";
      assertThat(merged.dtype(q)).isEqualTo(DType.F32);
      assertThat(Ops.identical(merged.tensor(q).to(DType.BF16), files.weights().tensor(q)))
          .isFalse();
    }
  }

  @Test
  void aMergeThatWouldNotBeFiniteIsRefusedByName() {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(Golden.ADAPTERS.resolve("base").toString())) {
      Path adapter =
          random("base", AdapterConfig.builder(Method.LORA).targets("q_proj").build(), 1e30);
      try (StoredAdapter stored = StoredAdapter.open(adapter, files.config())) {
        MergedWeights merged = new MergedWeights(files, stored, Device.CPU);
        assertThatThrownBy(() -> merged.tensor("model.layers.0.self_attn.q_proj.weight"))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageStartingWith(
                "Merging would give model.layers.0.self_attn.q_proj.weight values that are NaN");
      }
    }
  }

  @Test
  void nanInTheModelIsRefusedByName() {
    Path base = Golden.ADAPTERS.resolve("base");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(base.toString())) {
      Tensor broken = files.weights().tensor("model.norm.weight").copy();
      broken.fill_(Double.NaN);
      WeightSource weights = new TensorMap(Map.of("model.norm.weight", broken));
      ModelFiles damaged = new ModelFiles(files.config(), weights, base, Optional.empty());
      assertThatThrownBy(
              () -> new MergedWeights(damaged, null, Device.CPU).tensor("model.norm.weight"))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("model.norm.weight holds NaN");
    }
  }

  @Test
  void copiesThatAreToStayTiedButDifferAreRefused() {
    Path whole = Golden.ADAPTERS.resolve("lora_save_embed_kept_tied");
    Path torn = folder.resolve("torn");
    try (Scope scope = Scope.open();
        SafeTensors tensors = SafeTensors.open(whole.resolve(AdapterFolder.WEIGHTS));
        ModelFiles files = Checkpoint.open(Golden.ADAPTERS.resolve("base_tied").toString())) {
      Map<String, Tensor> all = new LinkedHashMap<>();
      tensors.names().forEach(name -> all.put(name, tensors.tensor(name)));
      all.computeIfPresent("base_model.model.lm_head.weight", (key, head) -> Ops.mul(head, 2));
      SafeTensors.write(torn.resolve(AdapterFolder.WEIGHTS), all, Map.of());
      Files.copy(whole.resolve(AdapterFolder.CONFIG), torn.resolve(AdapterFolder.CONFIG));
      try (StoredAdapter adapter = StoredAdapter.open(torn, files.config())) {
        MergedWeights merged = new MergedWeights(files, adapter, Device.CPU);
        assertThatThrownBy(() -> merged.tensor("model.embed_tokens.weight"))
            .isInstanceOf(ModelFileException.class)
            .hasMessageContaining("are to stay tied but differ");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void nothingStaysInNativeMemory() {
    try (ModelFiles files = Checkpoint.open(Golden.ADAPTERS.resolve("base").toString());
        StoredAdapter adapter =
            StoredAdapter.open(Golden.ADAPTERS.resolve("dora_target_embed_head"), files.config())) {
      MergedWeights merged = new MergedWeights(files, adapter, Device.CPU);
      readAll(merged);
      long before = Memory.liveObjects();
      for (int i = 0; i < 3; i++) {
        readAll(merged);
      }
      // Fewer where the garbage collector has found what other tests left behind.
      assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
    }
  }

  private static void readAll(WeightSource weights) {
    for (String name : weights.names()) {
      try (Scope scope = Scope.open()) {
        assertThat(weights.tensor(name).shape()).isEqualTo(weights.shape(name));
      }
      weights.done(name);
    }
  }
}
