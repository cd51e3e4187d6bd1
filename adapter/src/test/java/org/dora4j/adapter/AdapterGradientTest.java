package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.model.Loss;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of everything an adapter trains, through the whole model, by finite differences. */
class AdapterGradientTest {

  private static final double STEP = 1e-5;

  private static final Tokens TOKENS =
      new Tokens(
          new int[] {5, 9, 3, 9, 70, 5, 11, 12},
          new int[] {9, 3, 9, Tokens.IGNORE, 5, 11, 12, Tokens.IGNORE},
          Sequences.of(4, 4));

  static Stream<Arguments> cases() {
    return Stream.of(withBiases(), withTiedHead(), withOwnHead()).flatMap(cases -> cases);
  }

  private static Stream<Arguments> withBiases() {
    AdapterConfigBuilder[] all = {
      AdapterConfig.builder(Method.LORA).targets(ModuleSelection.ALL_LINEAR),
      AdapterConfig.builder(Method.LORA)
          .targets("q_proj", "up_proj")
          .loraBias(true)
          .bias(BiasTraining.ALL),
      AdapterConfig.builder(Method.DORA).targets(ModuleSelection.ALL_LINEAR).detachedNorm(false),
      AdapterConfig.builder(Method.DORA)
          .targets("embed_tokens", "lm_head", "q_proj")
          .detachedNorm(false)
          .bias(BiasTraining.LORA_ONLY),
      AdapterConfig.builder(Method.DORA)
          .targets("k_proj")
          .detachedNorm(false)
          .magnitudeTargets(ModuleSelection.names("down_proj")),
      AdapterConfig.builder(Method.VERA).targets(ModuleSelection.ALL_LINEAR).bias(BiasTraining.ALL),
      AdapterConfig.builder(Method.DVORA).targets(ModuleSelection.ALL_LINEAR).detachedNorm(false),
      AdapterConfig.builder(Method.MAGNITUDE).targets("q_proj", "o_proj", "up_proj"),
      AdapterConfig.builder(Method.LORA)
          .targets("v_proj")
          .modulesToSave(List.of("norm", "lm_head", "embed_tokens", "o_proj"))
    };
    return on(Shapes.tinyWithBiases(), all);
  }

  private static Stream<Arguments> withTiedHead() {
    AdapterConfigBuilder[] all = {
      AdapterConfig.builder(Method.LORA).targets("v_proj").modulesToSave(List.of("embed_tokens")),
      AdapterConfig.builder(Method.LORA).targets("v_proj").modulesToSave(List.of("lm_head")),
      AdapterConfig.builder(Method.LORA)
          .targets("v_proj")
          .modulesToSave(List.of("embed_tokens", "lm_head")),
      AdapterConfig.builder(Method.LORA)
          .targets("v_proj")
          .modulesToSave(List.of("embed_tokens"))
          .ensureWeightTying(true),
      AdapterConfig.builder(Method.LORA).targets("embed_tokens", "lm_head")
    };
    return on(Shapes.tiny().withTiedEmbeddings(true), all);
  }

  private static Stream<Arguments> withOwnHead() {
    return on(
        Shapes.tiny().withTiedEmbeddings(false),
        AdapterConfig.builder(Method.DORA)
            .targets("lm_head", "down_proj", "o_proj")
            .detachedNorm(false),
        AdapterConfig.builder(Method.DVORA).targets("lm_head", "k_proj").detachedNorm(false));
  }

  private static Stream<Arguments> on(ModelConfig shape, AdapterConfigBuilder... configs) {
    return Stream.of(configs).map(config -> Arguments.of(config.rank(2).build(), shape));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void equalFiniteDifferences(AdapterConfig config, ModelConfig shape) {
    try (Scope scope = Scope.open();
        Transformer model = TransformerLoader.random(shape, 1, DType.F64, Device.CPU);
        AttachedAdapter adapter = Adapters.attach(model, config, 2)) {
      Map<String, Parameter> parameters = adapter.parameters();
      long key = 0;
      for (Parameter p : parameters.values()) {
        p.value().mul_(Ops.add(noise(p.value(), key++), 1)).add_(noise(p.value(), key++), 0.1);
        p.gradient(Tensors.zerosLike(p.value()));
      }
      adapter.refresh(0);
      Loss.backward(model, TOKENS, 1, Tape.NO_DROPOUT);
      for (Parameter p : parameters.values()) {
        Tensor direction = noise(p.value(), key++);
        double expected = slope(model, adapter, p, direction);
        double actual = Ops.sum(Ops.mul(p.gradient(), direction)).item();
        assertThat(actual)
            .as(p.name())
            .isCloseTo(expected, within(1e-6 * Math.max(1, Math.abs(expected))));
        assertThat(Math.abs(expected)).as(p.name()).isGreaterThan(1e-9);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areTheSameWhenActivationsAreMadeAgain(AdapterConfig config, ModelConfig shape) {
    try (Scope scope = Scope.open();
        Transformer model = TransformerLoader.random(shape, 1, DType.F32, Device.CPU);
        AttachedAdapter adapter = Adapters.attach(model, config, 2)) {
      Map<String, Tensor> kept = gradients(model, adapter);
      model.lean(true);
      Map<String, Tensor> lean = gradients(model, adapter);
      kept.forEach(
          (name, gradient) ->
              assertThat(Ops.identical(lean.get(name), gradient)).as(name).isTrue());
    }
  }

  @Test
  void inHalfPrecisionPointWhereThoseInF32Do() {
    AdapterConfig config =
        AdapterConfig.builder(Method.DORA)
            .targets("q_proj", "down_proj")
            .magnitudeTargets(ModuleSelection.names("up_proj"))
            .modulesToSave(List.of("norm", "lm_head", "embed_tokens"))
            .bias(BiasTraining.ALL)
            .build();
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> half = gradients(config, DType.BF16);
      Map<String, Tensor> full = gradients(config, DType.F32);
      full.forEach(
          (name, expected) -> {
            Tensor actual = half.get(name);
            assertThat(actual.dtype()).as(name).isEqualTo(DType.F32);
            double product = Ops.sum(Ops.mul(actual, expected)).item();
            double cosine = product / (Ops.norm(actual).item() * Ops.norm(expected).item());
            assertThat(cosine).as(name).isGreaterThan(0.98);
          });
    }
  }

  /** Gradients of an adapter on one random base in some precision. */
  private static Map<String, Tensor> gradients(AdapterConfig config, DType dtype) {
    try (Transformer model = Golden.base("base_bias", dtype);
        AttachedAdapter adapter = Adapters.attach(model, config, 2)) {
      long key = 0;
      for (Parameter p : adapter.parameters().values()) {
        p.value().add_(noise(p.value(), key++), 0.2);
      }
      adapter.refresh(0);
      return gradients(model, adapter);
    }
  }

  private static Map<String, Tensor> gradients(Transformer model, AttachedAdapter adapter) {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    adapter.parameters().values().forEach(p -> p.gradient(Tensors.zerosLike(p.value())));
    Loss.backward(model, TOKENS, 1, Tape.NO_DROPOUT);
    adapter.parameters().forEach((name, p) -> gradients.put(name, p.gradient().copy()));
    return gradients;
  }

  private static Tensor noise(Tensor like, long key) {
    return Tensors.normal(0, 0.2, Rng.of(3, key), like.shape()).to(like.dtype());
  }

  private static double slope(
      Transformer model, AttachedAdapter adapter, Parameter p, Tensor direction) {
    p.value().add_(direction, STEP);
    adapter.refresh(0);
    double above = Loss.evaluate(model, TOKENS);
    p.value().add_(direction, -2 * STEP);
    adapter.refresh(0);
    double below = Loss.evaluate(model, TOKENS);
    p.value().add_(direction, STEP);
    adapter.refresh(0);
    return (above - below) / (2 * STEP);
  }
}
