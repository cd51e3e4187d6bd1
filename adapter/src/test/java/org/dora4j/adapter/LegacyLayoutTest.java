package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters in other programs' layouts compute what the same adapter in PEFT's layout does. */
class LegacyLayoutTest {

  private static final Path LEGACY = Golden.ADAPTERS.resolveSibling("legacy");

  @ParameterizedTest
  @ValueSource(strings = {"nvlabs_commonsense", "nvlabs_llava", "cornell", "fsdp_qlora"})
  void logitsAreThoseOfTheSameAdapterInPeftsLayout(String layout) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected("dora_default");
        Transformer model = Golden.base("base");
        AttachedAdapter adapter = AttachedAdapter.load(model, LEGACY.resolve(layout))) {
      assertThat(adapter.config().method()).isEqualTo(Method.DORA);
      Tensor logits = model.logits(Golden.tokens(expected));
      assertThat(Ops.maxDifference(logits, Golden.rows(expected.tensor("logits"))))
          .isLessThan(1e-4);
    }
  }

  @Test
  void magnitudeOnlyModulesScaleTheRowsOfTheBase() {
    try (Scope scope = Scope.open();
        Transformer untouched = Golden.base("base");
        Transformer model = Golden.base("base");
        AttachedAdapter adapter = AttachedAdapter.load(model, LEGACY.resolve("nvlabs_magnitude"))) {
      adapter.merge();
      String up = "model.layers.1.mlp.up_proj";
      Tensor m = adapter.parameters().get(PeftKeys.PREFIX + up + ".lora_magnitude_vector").value();
      Tensor base = untouched.linears().get(up).weight().value();
      Tensor expected = Ops.mul(base, Ops.div(m, Ops.rowNorm(base, DType.F32)).unsqueeze(1));
      assertThat(Ops.maxDifference(model.linears().get(up).weight().value(), expected))
          .isLessThan(1e-6);
    }
  }

  @Test
  void anAdapterReadFromABinFileIsSavedInPeftsLayout(@TempDir Path folder) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected("dora_default");
        Transformer model = Golden.base("base")) {
      AttachedAdapter.load(model, LEGACY.resolve("cornell")).save(folder, "base");
    }
    assertThat(folder.resolve("adapter_model.safetensors"))
        .hasSameBinaryContentAs(
            Golden.ADAPTERS.resolve("dora_default").resolve("adapter_model.safetensors"));
  }

  @Test
  void magnitudeOnlyModulesSurviveSavingAndLoading(@TempDir Path folder) {
    try (Scope scope = Scope.open();
        SafeTensors expected = Golden.expected("dora_default");
        Transformer model = Golden.base("base")) {
      Tensor before;
      try (AttachedAdapter adapter =
          AttachedAdapter.load(model, LEGACY.resolve("nvlabs_magnitude"))) {
        adapter.save(folder, "base");
        before = model.logits(Golden.tokens(expected));
      }
      try (AttachedAdapter adapter = AttachedAdapter.load(model, folder)) {
        assertThat(Ops.identical(model.logits(Golden.tokens(expected)), before)).isTrue();
      }
    }
  }
}
