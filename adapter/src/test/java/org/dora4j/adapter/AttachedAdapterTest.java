package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapter on a model: enabled, disabled, switched, merged, detached. */
class AttachedAdapterTest {

  private static final Tokens TOKENS = Tokens.of(new int[] {3, 17, 42, 5}, new int[] {9, 8, 7});

  private final Scope scope = Scope.open();

  @AfterEach
  void release() {
    scope.close();
  }

  private static AttachedAdapter load(Transformer model, String name) {
    return AttachedAdapter.load(model, Golden.ADAPTERS.resolve(name));
  }

  private static Map<String, Tensor> weights(Transformer model) {
    Map<String, Tensor> all = new LinkedHashMap<>();
    model.parameters().forEach((name, p) -> all.put(name, p.value().copy()));
    return all;
  }

  private static void assertWeights(Transformer model, Map<String, Tensor> expected) {
    assertThat(model.parameters().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, weight) ->
            assertThat(Ops.identical(model.parameters().get(name).value(), weight))
                .as(name)
                .isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "base, dora_default",
    "base, dora_pissa",
    "base, dora_save_norm",
    "base, dora_target_embed_head",
    "base_bias, dora_bias_all",
    "base_bias, lora_lora_bias",
    "base_tied, lora_save_embed_tied",
    "base_tied, lora_save_embed_kept_tied",
    "base_tied, dora_target_embed_tied"
  })
  void disablingRestoresTheBaseAndEnablingTheAdapter(String base, String name) {
    try (Transformer model = Golden.base(base)) {
      Tensor without = model.logits(TOKENS);
      Map<String, Tensor> weights = weights(model);
      try (AttachedAdapter adapter = load(model, name)) {
        Tensor with = model.logits(TOKENS);
        assertThat(Ops.maxDifference(with, without)).isGreaterThan(0.01);
        adapter.disable();
        assertThat(Ops.identical(model.logits(TOKENS), without)).isTrue();
        adapter.enable();
        assertThat(Ops.identical(model.logits(TOKENS), with)).isTrue();
      }
      assertThat(Ops.identical(model.logits(TOKENS), without)).isTrue();
      assertWeights(model, weights);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "base, dora_default, F32",
    "base, dora_default, BF16",
    "base, dora_olora, F32",
    "base, dora_save_norm, BF16",
    "base, dora_target_embed_head, BF16",
    "base_bias, dora_bias_all, BF16",
    "base_bias, lora_lora_bias, F32",
    "base_tied, lora_save_embed_tied, F32",
    "base_tied, lora_save_embed_kept_tied, BF16",
    "base_tied, dora_target_embed_tied, F32"
  })
  void unmergingRestoresTheOldWeightsBitByBit(String base, String name, DType dtype) {
    try (Transformer model = Golden.base(base, dtype)) {
      Map<String, Tensor> weights = weights(model);
      boolean tied = model.config().tiedEmbeddings();
      try (AttachedAdapter adapter = load(model, name)) {
        Tensor with = model.logits(TOKENS);
        adapter.merge();
        assertThat(adapter.isMerged()).isTrue();
        assertThat(model.linears().values()).noneMatch(linear -> linear.isReplaced());
        assertThat(model.parameters().values()).allMatch(p -> p.value().dtype() == dtype);
        adapter.unmerge();
        assertThat(Ops.identical(model.logits(TOKENS), with)).isTrue();
        adapter.disable();
        assertWeights(model, weights);
        assertThat(model.config().tiedEmbeddings()).isEqualTo(tied);
      }
    }
  }

  @Test
  void rowNormsOfMergedWeightsAreTheMagnitudes() {
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = load(model, "dora_default")) {
      adapter.merge();
      adapter
          .parameters()
          .forEach(
              (key, m) -> {
                if (key.endsWith(PeftKeys.MAGNITUDE)) {
                  String module = key.substring(PeftKeys.PREFIX.length(), key.lastIndexOf('.'));
                  Tensor norms =
                      Ops.rowNorm(model.linears().get(module).weight().value(), DType.F32);
                  assertThat(Ops.maxDifference(norms, Ops.abs(m.value()))).isLessThan(1e-6);
                }
              });
    }
  }

  @Test
  void aModelMergedForGoodKeepsComputingWithTheAdapter() {
    try (Transformer model = Golden.base("base_tied")) {
      AttachedAdapter adapter = load(model, "lora_save_embed_tied");
      Tensor with = model.logits(TOKENS);
      adapter.mergeAndDetach();
      adapter.close();
      assertThat(Ops.maxDifference(model.logits(TOKENS), with)).isLessThan(1e-5);
      assertThat(model.config().tiedEmbeddings()).isFalse();
      assertThat(model.parameters()).containsKey("lm_head.weight");
    }
  }

  @Test
  void detachingAMergedAdapterTakesTheMergeBack() {
    try (Transformer model = Golden.base("base")) {
      Map<String, Tensor> weights = weights(model);
      AttachedAdapter adapter = load(model, "dora_default");
      adapter.merge();
      adapter.detach();
      assertWeights(model, weights);
      assertThatThrownBy(adapter::enable).hasMessage("This adapter has been detached.");
    }
  }

  @Test
  void aMergeThatWouldNotBeFiniteChangesNothing() {
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = load(model, "dora_default")) {
      adapter
          .parameters()
          .get("base_model.model.model.layers.1.self_attn.q_proj.lora_magnitude_vector")
          .value()
          .fill_(Double.NaN);
      adapter.disable();
      Map<String, Tensor> weights = weights(model);
      assertThatThrownBy(adapter::merge)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Merging would give model.layers.1.self_attn.q_proj.weight values that are NaN or infinite; the adapter's training diverged.");
      assertThat(adapter.isEnabled()).isTrue();
      adapter.disable();
      assertWeights(model, weights);
    }
  }

  @Test
  void aBiasOfBThatHasNoBaseBiasCannotBeMerged() {
    AdapterConfig config =
        AdapterConfig.builder(Method.LORA).targets("q_proj").loraBias(true).build();
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = Adapters.attach(model, config, 1)) {
      assertThatThrownBy(adapter::merge)
          .hasMessage(
              "model.layers.0.self_attn.q_proj has no bias that lora_bias could be merged into; use the adapter unmerged.");
      assertThat(adapter.isEnabled()).isTrue();
    }
  }

  @Test
  void changedParametersCountAfterARefresh() {
    try (Transformer model = Golden.base("base");
        AttachedAdapter adapter = load(model, "dora_target_embed_head")) {
      Tensor before = model.logits(TOKENS);
      adapter.parameters().values().forEach(p -> p.value().mul_(1.1));
      adapter.refresh();
      assertThat(Ops.maxDifference(model.logits(TOKENS), before)).isGreaterThan(1e-3);
    }
  }

  @Test
  void twoAdaptersCannotBeEnabledOnOneModel() {
    try (Transformer model = Golden.base("base");
        AttachedAdapter first = load(model, "dora_default")) {
      assertThatThrownBy(() -> load(model, "lora_default"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Another adapter is enabled on this model; disable or detach it first.");
      assertThat(first.isEnabled()).isTrue();
    }
  }

  @Test
  void switchingBetweenNamedAdaptersGivesEachItsOwnLogits() {
    try (Transformer model = Golden.base("base");
        NamedAdapters adapters = new NamedAdapters(model)) {
      Tensor none = model.logits(TOKENS);
      adapters.load("dora", Golden.ADAPTERS.resolve("dora_pissa"));
      Tensor dora = model.logits(TOKENS);
      adapters.load("norms", Golden.ADAPTERS.resolve("lora_save_norm"));
      Tensor norms = model.logits(TOKENS);
      assertThat(adapters.enabled()).contains("norms");
      adapters.switchTo("dora");
      assertThat(Ops.identical(model.logits(TOKENS), dora)).isTrue();
      adapters.switchTo("norms");
      assertThat(Ops.identical(model.logits(TOKENS), norms)).isTrue();
      adapters.disable();
      assertThat(Ops.identical(model.logits(TOKENS), none)).isTrue();
      adapters.detach("dora");
      assertThat(adapters.names()).containsExactly("norms");
      assertThatThrownBy(() -> adapters.switchTo("dora"))
          .hasMessage("There is no adapter \"dora\"; the names are [norms].");
      assertThatThrownBy(() -> adapters.load("norms", Golden.ADAPTERS.resolve("lora_default")))
          .hasMessageStartingWith("There is an adapter \"norms\" already;");
    }
  }

  @Test
  void aFailedLoadLeavesTheEnabledAdapterEnabled() {
    try (Transformer model = Golden.base("base");
        NamedAdapters adapters = new NamedAdapters(model)) {
      adapters.load("dora", Golden.ADAPTERS.resolve("dora_default"));
      assertThatThrownBy(() -> adapters.load("none", Path.of("no-such-folder")))
          .hasMessage("There is no adapter folder no-such-folder.");
      assertThat(adapters.enabled()).contains("dora");
    }
  }

  @Test
  void tiedEmbeddingsThatAMergeChangesAreAWarning() {
    try (Transformer model = Golden.base("base_tied");
        AttachedAdapter adapter = load(model, "dora_target_embed_tied")) {
      assertThat(adapter.warnings()).singleElement().asString().contains("merging it changes both");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dora_default", "dora_pissa", "lora_save_norm", "dora_target_embed_head"})
  void nothingStaysInNativeMemory(String name, @TempDir Path folder) {
    try (Transformer model = Golden.base("base")) {
      round(model, name, folder);
      long before = Memory.liveObjects();
      for (int i = 0; i < 3; i++) {
        round(model, name, folder);
      }
      // Fewer where the garbage collector has found what other tests left behind.
      assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
    }
  }

  private static void round(Transformer model, String name, Path folder) {
    try (Scope inner = Scope.open();
        AttachedAdapter adapter = load(model, name)) {
      adapter.merge();
      adapter.unmerge();
      adapter.refresh();
      assertThat(Ops.allFinite(model.logits(TOKENS))).isTrue();
      adapter.save(folder, "base", true);
    }
  }
}
