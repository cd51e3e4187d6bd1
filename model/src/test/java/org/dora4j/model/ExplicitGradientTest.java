package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.PlainAttention;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Explicit backward passes against libtorch's autograd and against finite differences. */
class ExplicitGradientTest {

  private static final Sequences SEQUENCES = Sequences.of(4, 3);

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(11, key), shape).to(DType.F64);
  }

  private static Transformer any() {
    return Golden.model(Golden.root().resolve("models/gqa"), DType.F64);
  }

  private static Parameter trainable(String name, Tensor value) {
    Parameter parameter = new Parameter(name, value);
    parameter.gradient(Tensors.zerosLike(value));
    return parameter;
  }

  /**
   * Runs both layers on one input and compares outputs, input gradients and parameter gradients.
   */
  private static void assertSame(
      Layer explicit,
      Function<List<Tensor>, Tensor> function,
      List<Parameter> parameters,
      long inputs) {
    try (Transformer owner = any();
        Tape tape = owner.trainingTape(SEQUENCES, Tape.NO_DROPOUT);
        Tape other = owner.trainingTape(SEQUENCES, Tape.NO_DROPOUT)) {
      List<Parameter> copies =
          parameters.stream().map(p -> trainable(p.name(), p.value().copy())).toList();
      AutogradLayer oracle = new AutogradLayer(function, copies);
      Tensor x = random(1, SEQUENCES.tokens(), inputs);
      Tensor y = explicit.forward(x, tape);
      assertThat(Ops.maxDifference(y, oracle.forward(x, other))).isLessThan(1e-12);
      Tensor dy = random(2, y.shape());
      Tensor dx = explicit.backward(dy.copy(), tape);
      assertThat(Ops.maxDifference(dx, oracle.backward(dy, other))).isLessThan(1e-11);
      for (int i = 0; i < copies.size(); i++) {
        assertThat(Ops.maxDifference(parameters.get(i).gradient(), copies.get(i).gradient()))
            .as(copies.get(i).name())
            .isLessThan(1e-11);
      }
      assertThat(tape.depth()).isZero();
    }
  }

  @Test
  void normEqualsAutograd() {
    try (Scope scope = Scope.open()) {
      Parameter w = trainable("w", random(3, 6));
      assertSame(
          new RmsNorm(w, 1e-5),
          in -> {
            Tensor mean = Ops.mul(Ops.sum(Ops.square(in.get(0)), -1, true), 1.0 / 6);
            return Ops.mul(Ops.mul(in.get(0), Ops.rsqrt(Ops.add(mean, 1e-5))), in.get(1));
          },
          List.of(w),
          6);
    }
  }

  @Test
  void linearWithBiasEqualsAutograd() {
    try (Scope scope = Scope.open()) {
      Parameter w = trainable("w", random(3, 5, 6));
      Parameter b = trainable("b", random(4, 5));
      assertSame(
          new Linear("l", w, b),
          in -> Ops.add(Ops.linear(in.get(0), in.get(1)), in.get(2)),
          List.of(w, b),
          6);
    }
  }

  @Test
  void mlpEqualsAutograd() {
    try (Scope scope = Scope.open()) {
      List<Parameter> w =
          List.of(
              trainable("gate", random(3, 7, 6)),
              trainable("up", random(4, 7, 6)),
              trainable("down", random(5, 6, 7)));
      assertSame(
          new Mlp(linear(w.get(0)), linear(w.get(1)), linear(w.get(2))),
          in ->
              Ops.linear(
                  Ops.mul(
                      Ops.silu(Ops.linear(in.get(0), in.get(1))), Ops.linear(in.get(0), in.get(2))),
                  in.get(3)),
          w,
          6);
    }
  }

  @Test
  void attentionEqualsAutograd() {
    try (Scope scope = Scope.open();
        Transformer owner = any();
        Tape angles = owner.trainingTape(SEQUENCES, Tape.NO_DROPOUT)) {
      long head = owner.config().headDim();
      List<Parameter> w =
          List.of(
              trainable("q", random(3, 4 * head, 6)),
              trainable("k", random(4, 2 * head, 6)),
              trainable("v", random(5, 2 * head, 6)),
              trainable("o", random(6, 6, 4 * head)));
      assertSame(
          new Attention(
              linear(w.get(0)), linear(w.get(1)), linear(w.get(2)), linear(w.get(3)), 0, head),
          in -> attention(in, angles.angles(), head),
          w,
          6);
    }
  }

  private static Tensor attention(List<Tensor> in, Rope.Angles angles, long head) {
    Tensor x = in.get(0);
    Tensor q = turned(Ops.linear(x, in.get(1)).view(-1, 4, head), angles);
    Tensor k = turned(Ops.linear(x, in.get(2)).view(-1, 2, head), angles);
    Tensor v = Ops.linear(x, in.get(3)).view(-1, 2, head);
    Tensor mixed = PlainAttention.forward(q, k, v, SEQUENCES, 1 / Math.sqrt(head)).output();
    return Ops.linear(mixed.reshape(x.size(0), 4 * head), in.get(4));
  }

  /** The rotation in another form: x cos + (−x₂, x₁) sin. */
  private static Tensor turned(Tensor x, Rope.Angles angles) {
    long half = x.size(2) / 2;
    Tensor rotated = Ops.cat(List.of(Ops.neg(x.narrow(2, half, half)), x.narrow(2, 0, half)), 2);
    Tensor cos = Ops.cat(List.of(angles.cos(), angles.cos()), 2);
    Tensor sin = Ops.cat(List.of(angles.sin(), angles.sin()), 2);
    return Ops.add(Ops.mul(x, cos), Ops.mul(rotated, sin));
  }

  private static Linear linear(Parameter weight) {
    return new Linear(weight.name(), weight, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied", "attention_bias", "mlp_bias", "head_dim", "rope_llama3_short"})
  void gradientsAreSlopesOfTheLoss(String folder) {
    Path path = Golden.root().resolve("models/" + folder);
    try (Scope scope = Scope.open();
        Transformer model = Golden.model(path, DType.F64)) {
      int[][] rows = {{5, 9, 2, 77, 31}, {8, 1, 60}};
      Tokens tokens = Tokens.of(rows, rows);
      model.parameters().values().forEach(p -> p.gradient(Tensors.zerosLike(p.value())));
      Loss.backward(model, tokens, 1, Tape.NO_DROPOUT);
      long key = 100;
      for (Parameter parameter : model.parameters().values()) {
        Tensor direction = random(key++, parameter.value().shape());
        double slope = Ops.sum(Ops.mul(parameter.gradient(), direction)).item();
        assertThat(slope)
            .as(parameter.name())
            .isCloseTo(
                difference(model, tokens, parameter, direction),
                org.assertj.core.data.Offset.offset(1e-5 * (1 + Math.abs(slope))));
      }
    }
  }

  private static double difference(
      Transformer model, Tokens tokens, Parameter parameter, Tensor direction) {
    double step = 1e-6;
    parameter.value().add_(direction, step);
    double above = Loss.evaluate(model, tokens);
    parameter.value().add_(direction, -2 * step);
    double below = Loss.evaluate(model, tokens);
    parameter.value().add_(direction, step);
    return (above - below) / (2 * step);
  }
}
