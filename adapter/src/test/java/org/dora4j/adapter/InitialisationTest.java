package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a new adapter starts. */
class InitialisationTest {

  private static final String Q = "model.layers.0.self_attn.q_proj";

  private final Scope scope = Scope.open();
  private Transformer model;

  @BeforeEach
  void load() {
    model = Golden.base("base");
  }

  @AfterEach
  void release() {
    model.close();
    scope.close();
  }

  private AttachedAdapter attach(Method method, Initialisation start, String... targets) {
    return attach(method, start, 5, targets);
  }

  private AttachedAdapter attach(
      Method method, Initialisation start, long seed, String... targets) {
    AdapterConfigBuilder options = AdapterConfig.builder(method).rank(4).targets(targets);
    return Adapters.attach(model, options.initialisation(start).build(), seed);
  }

  private static Tensor value(AttachedAdapter adapter, String leaf) {
    return adapter.parameters().get(PeftKeys.PREFIX + Q + "." + leaf).value();
  }

  private Tensor logits() {
    return model.logits(org.dora4j.model.Tokens.of(new int[] {3, 17, 42, 5}));
  }

  @ParameterizedTest
  @EnumSource(Initialisation.class)
  void aNewDoraAdapterComputesWhatTheBaseDoes(Initialisation start) {
    Tensor before = logits();
    try (AttachedAdapter adapter =
        attach(Method.DORA, start, "q_proj", "k_proj", "down_proj", "lm_head", "embed_tokens")) {
      assertThat(Ops.maxDifference(logits(), before)).isLessThan(1e-5);
      assertThat(adapter.isEnabled()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Initialisation.class)
  void aNewLoraAdapterComputesWhatTheBaseDoes(Initialisation start) {
    Tensor before = logits();
    try (AttachedAdapter adapter = attach(Method.LORA, start, "v_proj", "up_proj")) {
      assertThat(Ops.maxDifference(logits(), before)).isLessThan(1e-5);
      assertThat(adapter.warnings()).isEmpty();
    }
  }

  @Test
  void theDefaultIsKaimingUniformAndZeros() {
    try (AttachedAdapter adapter = attach(Method.LORA, Initialisation.DEFAULT, "q_proj")) {
      Tensor a = value(adapter, PeftKeys.A);
      double bound = 1 / Math.sqrt(32);
      double largest = Ops.max(Ops.abs(a)).item();
      assertThat(largest).isLessThanOrEqualTo(bound).isGreaterThan(0.9 * bound);
      assertThat(Ops.norm(value(adapter, PeftKeys.B)).item()).isZero();
    }
  }

  @Test
  void gaussianHasADeviationOfOneOverTheRank() {
    try (AttachedAdapter adapter = attach(Method.LORA, Initialisation.GAUSSIAN, "q_proj")) {
      Tensor a = value(adapter, PeftKeys.A);
      double deviation = Ops.norm(a).item() / Math.sqrt(a.count());
      assertThat(deviation).isBetween(0.2, 0.3);
      assertThat(Ops.norm(value(adapter, PeftKeys.B)).item()).isZero();
    }
  }

  @Test
  void orthogonalFactorsMultiplyToZero() {
    try (AttachedAdapter adapter = attach(Method.LORA, Initialisation.ORTHOGONAL, "q_proj")) {
      Tensor a = value(adapter, PeftKeys.A);
      Tensor b = value(adapter, PeftKeys.B);
      assertThat(Ops.norm(a).item()).isGreaterThan(0.1);
      assertThat(Ops.norm(b).item()).isGreaterThan(0.1);
      assertThat(Ops.norm(Ops.matmul(b, a)).item()).isLessThan(1e-5);
    }
  }

  @Test
  void pissaTakesTheLargestSingularValuesFromTheBaseUntilDetached() {
    Tensor before = model.linears().get(Q).weight().value().copy();
    AttachedAdapter adapter = attach(Method.LORA, Initialisation.PISSA, "q_proj");
    Tensor residual = model.linears().get(Q).weight().value();
    var svd = org.dora4j.torch.Linalg.svd(before);
    Tensor fifth = svd.s().narrow(0, 4, 1);
    assertThat(org.dora4j.torch.Linalg.svd(residual).s().narrow(0, 0, 1).item())
        .isCloseTo(fifth.item(), org.assertj.core.api.Assertions.within(1e-5));
    adapter.detach();
    assertThat(Ops.identical(model.linears().get(Q).weight().value(), before)).isTrue();
  }

  @Test
  void aSeedGivesTheSameValuesWhicheverModulesAreAdapted() {
    try (AttachedAdapter one = attach(Method.LORA, Initialisation.DEFAULT, 7, "q_proj")) {
      one.disable();
      try (AttachedAdapter two =
          attach(Method.LORA, Initialisation.DEFAULT, 7, "q_proj", "o_proj")) {
        assertThat(Ops.identical(value(one, PeftKeys.A), value(two, PeftKeys.A))).isTrue();
        two.disable();
        try (AttachedAdapter other = attach(Method.LORA, Initialisation.DEFAULT, 8, "q_proj")) {
          assertThat(Ops.identical(value(one, PeftKeys.A), value(other, PeftKeys.A))).isFalse();
        }
      }
    }
  }

  @Test
  void modulesStartDifferently() {
    try (AttachedAdapter adapter = attach(Method.LORA, Initialisation.DEFAULT, "q_proj")) {
      Tensor other =
          adapter
              .parameters()
              .get("base_model.model.model.layers.1.self_attn.q_proj.lora_A.weight")
              .value();
      assertThat(Ops.identical(value(adapter, PeftKeys.A), other)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void aDeadRowStaysDeadInsteadOfBecomingNaN(Method method) {
    model.linears().get(Q).weight().value().narrow(0, 3, 2).zero_();
    Tensor before = logits();
    try (AttachedAdapter adapter =
        Adapters.attach(model, AdapterConfig.builder(method).targets("q_proj").build(), 1)) {
      assertThat(Ops.allFinite(logits())).isTrue();
      assertThat(Ops.maxDifference(logits(), before)).isLessThan(1e-5);
      adapter.merge();
      assertThat(Ops.allFinite(model.linears().get(Q).weight().value())).isTrue();
    }
  }

  @Test
  void valuesAreF32OnAModelInHalfPrecision() {
    try (Transformer half = Golden.base("base", DType.BF16);
        AttachedAdapter adapter =
            Adapters.attach(
                half,
                AdapterConfig.builder(Method.DORA)
                    .targets("q_proj", "embed_tokens")
                    .modulesToSave(List.of("lm_head", "norm"))
                    .build(),
                1)) {
      Map<String, Parameter> parameters = adapter.parameters();
      assertThat(parameters.values()).allMatch(p -> p.value().dtype() == DType.F32);
      Tensor out = half.logits(org.dora4j.model.Tokens.of(new int[] {3, 4}));
      assertThat(out.dtype()).isEqualTo(DType.BF16);
      assertThat(Ops.allFinite(out)).isTrue();
    }
  }

  @Test
  void aModelInF64GetsValuesInF64() {
    try (Transformer wide = TransformerLoader.random(Shapes.tiny(), 1, DType.F64, Device.CPU);
        AttachedAdapter adapter =
            Adapters.attach(
                wide, AdapterConfig.builder(Method.DORA).targets("q_proj").build(), 1)) {
      assertThat(adapter.parameters().values()).allMatch(p -> p.value().dtype() == DType.F64);
      Tensor m = adapter.parameters().get(PeftKeys.PREFIX + Q + ".lora_magnitude_vector").value();
      Tensor norms = Ops.rowNorm(wide.linears().get(Q).weight().value(), DType.F64);
      assertThat(Ops.maxDifference(m, norms)).isLessThan(1e-15);
      assertThat(Tensors.zerosLike(m).count()).isEqualTo(32);
    }
  }
}
