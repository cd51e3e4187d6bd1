package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dropout that is drawn, not given: repeatable in a pass, and with gradients that are slopes. */
class DoraDropoutTest {

  private final Scope scope = Scope.open();
  private final LayerBench bench = new LayerBench();

  @AfterEach
  void close() {
    bench.close();
    scope.close();
  }

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(3, key), shape).to(DType.F64);
  }

  private static Dora dora(DType dtype) {
    Linear base = LayerBench.linear(random(1, 6, 5).to(dtype), null);
    DType master = dtype == DType.F64 ? DType.F64 : DType.F32;
    LowRank lowRank =
        LayerBench.lowRank(random(2, 2, 5).to(master), random(3, 6, 2).to(master), 0.5);
    Parameter m = LayerBench.trainable("m", Ops.add(Ops.abs(random(4, 6)), 0.5).to(master));
    return new Dora(base, lowRank, m, 0.4, 17, true);
  }

  private Tensor run(Dora dora, Tensor x) {
    try (Tape tape = bench.tape(x.size(0))) {
      return dora.forward(x, tape);
    }
  }

  @Test
  void onePassAlwaysDrawsTheSameMask() {
    Dora dora = dora(DType.F64);
    Tensor x = random(5, 8, 5);
    assertThat(Ops.identical(run(dora, x), run(dora, x))).isTrue();
  }

  @Test
  void modulesDrawDifferentMasks() {
    try (Tape tape = bench.tape(8)) {
      Tensor x = random(5, 8, 5);
      Tensor one = Dropout.of(0.5, 1).apply(x, tape);
      assertThat(Ops.identical(one, Dropout.of(0.5, 2).apply(x, tape))).isFalse();
    }
  }

  @Test
  void theMaskKeepsTheMean() {
    try (Tape tape = bench.tape(8)) {
      Tensor ones = Ops.add(Tensors.zerosLike(random(5, 400, 500)), 1);
      Tensor mask = Dropout.of(0.25, 1).apply(ones, tape);
      assertThat(Ops.sum(mask).item() / mask.count())
          .isCloseTo(1, org.assertj.core.data.Offset.offset(0.01));
    }
  }

  @Test
  void inputGradientIsTheSlope() {
    Dora dora = dora(DType.F64);
    Tensor x = random(5, 8, 5);
    Tensor dy = random(6, 8, 6);
    Tensor dx;
    try (Tape tape = bench.tape(8)) {
      dora.forward(x, tape);
      dx = dora.backward(dy, tape);
    }
    Tensor direction = random(7, 8, 5);
    Tensor above = run(dora, Ops.add(x, direction, 1e-6));
    Tensor below = run(dora, Ops.add(x, direction, -1e-6));
    double slope = Ops.sum(Ops.mul(dy, Ops.sub(above, below))).item() / 2e-6;
    assertThat(Ops.sum(Ops.mul(dx, direction)).item())
        .isCloseTo(slope, org.assertj.core.data.Offset.offset(1e-6));
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "BF16"})
  void narrowTypesFollowTheWideOne(DType dtype) {
    double tolerance = dtype == DType.F32 ? 1e-4 : 0.2;
    Tensor x = random(5, 8, 5);
    Tensor dy = random(6, 8, 6);
    Dora narrow = dora(dtype);
    Dora wide = dora(DType.F64);
    wide.base().weight().replace(narrow.base().weight().value().to(DType.F64));
    try (Tape tape = bench.tape(8);
        Tape other = bench.tape(8)) {
      Tensor y = withoutDropout(narrow).forward(x.to(dtype), tape);
      Tensor expected = withoutDropout(wide).forward(x.to(dtype).to(DType.F64), other);
      assertThat(Ops.maxDifference(y, expected)).isLessThan(tolerance);
      Dora half = withoutDropout(narrow);
      Dora full = withoutDropout(wide);
      half.forward(x.to(dtype), tape);
      full.forward(x.to(dtype).to(DType.F64), other);
      Tensor dx = half.backward(dy.to(dtype), tape);
      assertThat(Ops.maxDifference(dx, full.backward(dy.to(dtype).to(DType.F64), other)))
          .isLessThan(tolerance);
      for (int i = 0; i < 3; i++) {
        Tensor gradient = half.parameters().get(i).gradient();
        assertThat(Ops.maxDifference(gradient, full.parameters().get(i).gradient()))
            .as(half.parameters().get(i).name())
            .isLessThan(tolerance);
      }
    }
  }

  private static Dora withoutDropout(Dora dora) {
    return new Dora(dora.base(), dora.lowRank(), dora.magnitude(), 0, 0, true);
  }
}
