package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VeRA and DVoRA on whole models, and their files. */
class VeraAdapterTest {

  @TempDir Path folder;

  private static AdapterConfigBuilder options(Method method) {
    return AdapterConfig.builder(method).rank(4).targets("q_proj", "up_proj", "down_proj");
  }

  /** A new adapter with every tensor moved off its first value. */
  private static AttachedAdapter moved(Transformer model, AdapterConfig config) {
    AttachedAdapter adapter = Adapters.attach(model, config, 3);
    long key = 0;
    for (var parameter : adapter.parameters().values()) {
      Tensor value = parameter.value();
      value.add_(Tensors.normal(0, 0.3, Rng.of(4, key++), value.shape()).to(value.dtype()));
    }
    adapter.refresh();
    return adapter;
  }

  private static Tensor logits(Transformer model) {
    try (SafeTensors fixture = Golden.expected("vera_mlp")) {
      return model.logits(Golden.tokens(fixture));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"VERA", "DVORA"})
  void changesNothingAtFirst(Method method) {
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base")) {
      Tensor before = logits(model);
      try (AttachedAdapter adapter = Adapters.attach(model, options(method).build(), 3)) {
        assertThat(Ops.maxDifference(logits(model), before)).isLessThan(1e-5);
      }
    }
  }

  @Test
  void aKeyDrawsWhatPeftDraws() {
    Path file = Golden.ADAPTERS.resolve("vera_all_linear/adapter_model.safetensors");
    try (Scope scope = Scope.open();
        SafeTensors stored = SafeTensors.open(file)) {
      Tensor a = stored.tensor("base_model.vera_A");
      Tensor b = stored.tensor("base_model.vera_B");
      SharedProjection.Draw draw =
          SharedProjection.Draw.of(new SharedProjection.Size(a.size(0), a.size(1), b.size(0)), 5);
      assertThat(Ops.identical(draw.a(), a)).isTrue();
      assertThat(Ops.identical(draw.b(), b)).isTrue();
    }
  }

  @Test
  void allLayersShareOneProjectionThatIsNotTrained() {
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = Adapters.attach(model, options(Method.DVORA).build(), 3)) {
      assertThat(
              adapter.linears().values().stream()
                  .map(layer -> ((Dvora) layer).update().projection())
                  .distinct())
          .hasSize(1);
      assertThat(adapter.parameters().keySet())
          .allMatch(name -> name.matches(".*\\.vera_(lambda_b|lambda_d|magnitude_vector)"))
          .hasSize(3 * adapter.linears().size());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void dvoraComputesTheSameAfterItsFileWasRead(boolean projectionSaved) {
    AdapterConfig config =
        options(Method.DVORA)
            .detachedNorm(false)
            .projection(new ProjectionOptions(11, projectionSaved, 0.1))
            .build();
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base")) {
      Tensor expected;
      try (AttachedAdapter adapter = moved(model, config)) {
        expected = logits(model);
        adapter.save(folder, "base");
      }
      try (AttachedAdapter again = AttachedAdapter.load(model, folder)) {
        assertThat(again.config()).isEqualTo(config);
        assertThat(Ops.identical(logits(model), expected)).isTrue();
        again.merge();
        assertThat(Ops.maxDifference(logits(model), expected)).isLessThan(1e-5);
      }
    }
  }

  @Test
  void dvoraIsNoVeraToPeft() throws IOException {
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = Adapters.attach(model, options(Method.DVORA).build(), 3)) {
      adapter.save(folder, "base");
    }
    assertThat(Files.readString(folder.resolve("adapter_config.json")))
        .contains("\"peft_type\": \"DVORA\"");
  }

  @ParameterizedTest
  @EnumSource(
      value = Method.class,
      names = {"VERA", "DVORA"})
  void aStoredAdapterMakesTheMatricesOfTheMergedModel(Method method) {
    try (Scope scope = Scope.open();
        Transformer model = Golden.base("base")) {
      Map<String, Tensor> bases = new LinkedHashMap<>();
      model.linears().forEach((name, linear) -> bases.put(name, linear.weight().value().copy()));
      AdapterConfig config =
          options(method).projection(new ProjectionOptions(2, method == Method.VERA, 0.1)).build();
      try (AttachedAdapter adapter = moved(model, config);
          StoredAdapter stored = saved(adapter, model)) {
        adapter.merge();
        assertThat(stored.modules()).hasSize(6);
        for (String module : stored.modules()) {
          Tensor w = Objects.requireNonNull(bases.get(module));
          Tensor rows = stored.matrix(module, w, Device.CPU, DType.F64).rows(w.to(DType.F64), 0);
          Tensor merged = Objects.requireNonNull(model.linears().get(module)).weight().value();
          assertThat(Ops.maxDifference(rows.to(DType.F32), merged)).as(module).isLessThan(1e-6);
        }
      }
    }
  }

  private StoredAdapter saved(AttachedAdapter adapter, Transformer model) {
    adapter.save(folder, "base");
    return StoredAdapter.open(folder, model.config());
  }

  @Test
  void inHalfPrecisionTheLogitsStayClose() {
    try (Scope scope = Scope.open();
        Transformer wide = Golden.base("base");
        Transformer half = Golden.base("base", DType.BF16);
        AttachedAdapter ofWide = moved(wide, options(Method.DVORA).build());
        AttachedAdapter ofHalf = moved(half, options(Method.DVORA).build())) {
      Tensor expected = logits(wide);
      Tensor actual = logits(half).to(DType.F32);
      double error = Ops.norm(Ops.sub(actual, expected)).item();
      assertThat(error / Ops.norm(expected).item()).isLessThan(0.03);
    }
  }

  @Test
  void aMissingProjectionIsNamed() throws IOException {
    copyConfig("vera_mlp", "\"r\": 6", "\"r\": 6");
    Path file = Golden.ADAPTERS.resolve("vera_mlp/adapter_model.safetensors");
    try (Scope scope = Scope.open();
        SafeTensors stored = SafeTensors.open(file)) {
      Map<String, Tensor> some = new LinkedHashMap<>();
      stored.names().stream()
          .filter(name -> !name.equals("base_model.vera_B"))
          .forEach(name -> some.put(name, stored.tensor(name)));
      SafeTensors.write(folder.resolve("adapter_model.safetensors"), some, Map.of());
    }
    refused("base_model.vera_B");
  }

  @Test
  void aProjectionOfAnotherSizeIsNamed() throws IOException {
    copyConfig("vera_mlp", "\"r\": 6", "\"r\": 5");
    Files.copy(
        Golden.ADAPTERS.resolve("vera_mlp/adapter_model.safetensors"),
        folder.resolve("adapter_model.safetensors"));
    refused("of another rank");
  }

  @Test
  void anOptionThatPeftWouldNotKnowIsRefused() throws IOException {
    copyConfig("vera_mlp", "\"r\": 6", "\"r\": 6, \"use_dora\": true");
    Files.copy(
        Golden.ADAPTERS.resolve("vera_mlp/adapter_model.safetensors"),
        folder.resolve("adapter_model.safetensors"));
    refused("use_dora is set");
  }

  private void copyConfig(String name, String from, String to) throws IOException {
    String config = Files.readString(Golden.ADAPTERS.resolve(name).resolve("adapter_config.json"));
    assertThat(config).contains(from);
    Files.writeString(folder.resolve("adapter_config.json"), config.replace(from, to));
  }

  private void refused(String words) {
    try (Transformer model = Golden.base("base")) {
      assertThatThrownBy(() -> AttachedAdapter.load(model, folder))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void ranksOfSingleModulesAreRefused() {
    assertThatThrownBy(() -> options(Method.VERA).rankPattern(Map.of("q_proj", 2)).build())
        .hasMessage(
            "VeRA and DVoRA do not go with rank_pattern, as all modules share one A and one B; leave it off.");
  }

  @Test
  void anEmbeddingIsRefused() {
    AdapterConfig config = options(Method.DVORA).targets("embed_tokens").build();
    try (Transformer model = Golden.base("base")) {
      assertThatThrownBy(() -> Adapters.attach(model, config, 1))
          .hasMessage(
              "DVoRA works on linear layers, and model.embed_tokens is none; use LoRA or DoRA for it.");
    }
  }
}
