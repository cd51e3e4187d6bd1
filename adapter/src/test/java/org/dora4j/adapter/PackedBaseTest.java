package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.dora4j.model.Loss;
import org.dora4j.model.Quantisation;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Adapters on a base in few bits against the same adapters on the numbers that the bits stand for.
 */
class PackedBaseTest {
  private static final Tokens TOKENS =
      Tokens.of(
          new int[][] {{5, 9, 3, 9, 70}, {5, 11, 12}}, new int[][] {{5, 9, 3, 9, 70}, {5, 11, 12}});

  private static WeightForm form(Quantisation quantisation, DType dtype) {
    return new WeightForm(dtype, Device.CPU, quantisation);
  }

  private static AdapterConfig config(Method method, double dropout, boolean detached) {
    return AdapterConfig.builder(method)
        .rank(4)
        .dropout(dropout)
        .targets("q_proj", "v_proj", "up_proj", "down_proj")
        .detachedNorm(detached)
        .build();
  }

  /** A model with random weights, and the same with the numbers that the packed ones stand for. */
  private static Transformer model(WeightForm form, boolean packed) {
    Transformer model = TransformerLoader.random(Shapes.tinyWithBiases(), 3, form);
    if (!packed) {
      model.parameters().values().stream()
          .filter(parameter -> parameter.isPacked())
          .forEach(parameter -> parameter.replace(parameter.value().copy()));
    }
    return model;
  }

  /** Loss and gradients of a pass, the adapter's values moved away from their first ones. */
  private static Map<String, float[]> pass(Transformer model, AdapterConfig config) {
    Map<String, float[]> results = new TreeMap<>();
    try (Scope scope = Scope.open();
        AttachedAdapter adapter = Adapters.attach(model, config, 1)) {
      adapter
          .parameters()
          .forEach(
              (name, parameter) -> {
                Tensor value = parameter.value();
                Rng rng = Rng.of(name.hashCode());
                value.add_(Tensors.normal(0, 0.1, rng, value.shape()).to(value.dtype()));
                parameter.gradient(Tensors.zerosLike(value));
              });
      adapter.refresh();
      Tensor loss = Loss.backward(model, TOKENS, 0.1, 7);
      results.put("loss", loss.to(DType.F32).toFloats());
      adapter.parameters().forEach((name, p) -> results.put(name, p.gradient().toFloats()));
    }
    return results;
  }

  @ParameterizedTest
  @CsvSource({
    "NF4, DORA, 0, true, F32",
    "NF4_DOUBLE, DORA, 0, false, F32",
    "INT8, DORA, 0.2, true, F32",
    "NF4, DORA, 0.2, false, F32",
    "NF4, DORA, 0, true, BF16",
    "INT8, LORA, 0, true, F32",
    "NF4, LORA, 0.2, true, BF16",
    "NF4, VERA, 0, true, F32",
    "NF4, DVORA, 0.2, true, F32",
    "NF4, MAGNITUDE, 0, true, F32"
  })
  void gradientsAreThoseOnTheSameNumbers(
      Quantisation quantisation, Method method, double dropout, boolean detached, DType dtype) {
    WeightForm form = form(quantisation, dtype);
    AdapterConfig config = config(method, dropout, detached);
    try (Scope scope = Scope.open();
        Transformer packed = model(form, true);
        Transformer dense = model(form, false)) {
      Map<String, float[]> ours = pass(packed, config);
      Map<String, float[]> theirs = pass(dense, config);
      assertThat(ours.keySet()).isEqualTo(theirs.keySet());
      theirs.forEach(
          (name, expected) ->
              assertThat(ours.get(name)).as(name).containsExactly(expected, within(2e-6f)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Quantisation.class,
      names = {"INT8", "NF4", "NF4_DOUBLE"})
  void mergingMakesDenseWeightsAndUnmergingPacksThemAgain(Quantisation quantisation) {
    try (Scope scope = Scope.open();
        Transformer model = model(form(quantisation, DType.F32), true);
        AttachedAdapter adapter = Adapters.attach(model, config(Method.DORA, 0, true), 1)) {
      adapter.parameters().values().forEach(p -> p.value().add_(0.01));
      adapter.refresh();
      Tensor attached = model.logits(TOKENS);
      adapter.merge();
      assertThat(model.linears().values().stream().filter(l -> l.weight().isPacked())).hasSize(6);
      assertThat(Ops.maxDifference(model.logits(TOKENS), attached)).isLessThan(1e-5);
      adapter.unmerge();
      assertThat(model.linears().values().stream().filter(l -> l.weight().isPacked())).hasSize(14);
      assertThat(Ops.identical(model.logits(TOKENS), attached)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Initialisation.class,
      names = {"PISSA", "OLORA"})
  void initialisationsThatChangeTheBaseAreRefused(Initialisation kind) {
    AdapterConfig config =
        AdapterConfig.builder(Method.LORA).rank(4).targets("q_proj").initialisation(kind).build();
    try (Scope scope = Scope.open();
        Transformer model = model(form(Quantisation.NF4, DType.F32), true)) {
      assertThatThrownBy(() -> Adapters.attach(model, config, 1))
          .hasMessageContaining("is kept in few bits; take another initialisation");
    }
  }

  @Test
  void passesLeaveNothingBehind() {
    try (Scope scope = Scope.open();
        Transformer model = model(form(Quantisation.NF4_DOUBLE, DType.F32), true)) {
      for (double dropout : List.of(0.0, 0.2)) {
        AdapterConfig config = config(Method.DORA, dropout, false);
        pass(model, config);
        long before = Memory.liveObjects();
        pass(model, config);
        assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
      }
    }
  }
}
