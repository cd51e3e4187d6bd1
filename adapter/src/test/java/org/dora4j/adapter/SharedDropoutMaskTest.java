package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DoRA whose gain sees one mask of features for all tokens of a pass. */
class SharedDropoutMaskTest {

  private static final int IN = 40;
  private static final int OUT = 6;
  private static final double P = 0.4;

  private final Scope scope = Scope.open();
  private final LayerBench bench = new LayerBench();
  private Tensor x;
  private Tensor dy;

  @BeforeEach
  void draw() {
    x = random(5, 8, IN);
    dy = random(6, 8, OUT);
  }

  @AfterEach
  void close() {
    bench.close();
    scope.close();
  }

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(3, key), shape).to(DType.F64);
  }

  private static Dora dora(DropoutMask mask, boolean detachedNorm) {
    Linear base = LayerBench.linear(random(1, OUT, IN), null);
    LowRank lowRank = LayerBench.lowRank(random(2, 2, IN), random(3, OUT, 2), 0.5);
    Tensor norms = Dora.rowNorms(base.weight().value(), lowRank);
    Tensor m = Ops.mul(norms, Tensors.of(new double[] {1, 1.3, 0.7, -0.5, P, 1.01}, OUT));
    return new Dora(
        base, lowRank, LayerBench.trainable("m", m), Dropout.of(P, 17, mask), detachedNorm);
  }

  private Tensor run(Dora dora, Tensor input) {
    try (Tape tape = bench.tape(input.size(0))) {
      return dora.forward(input, tape);
    }
  }

  @Test
  void outputIsTheFormula() {
    Dora dora = dora(DropoutMask.PASS, true);
    try (Tape tape = bench.tape(8)) {
      Tensor w = dora.base().weight().value();
      Dropout dropout = Dropout.of(P, 17, DropoutMask.PASS);
      Tensor k = dropout.shared(tape, IN).factors(DType.F64, Device.CPU);
      Tensor g = Dora.quotient(dora.magnitude().value(), Dora.rowNorms(w, dora.lowRank()));
      Tensor a = dora.lowRank().a().value();
      Tensor b = dora.lowRank().b().value();
      Tensor base = Ops.linear(x, w);
      Tensor share = Ops.mul(Ops.linear(Ops.mul(x, k), w), Ops.add(g, -1));
      Tensor update = Ops.linear(Ops.linear(dropout.apply(x, tape), a), b);
      Tensor expected = Ops.add(Ops.add(base, share), Ops.mul(update, g), 0.5);
      assertThat(Ops.maxDifference(dora.forward(x, tape), expected)).isLessThan(1e-12);
    }
  }

  @Test
  void onePassAlwaysDrawsTheSameMask() {
    Dora dora = dora(DropoutMask.PASS, true);
    assertThat(Ops.identical(run(dora, x), run(dora, x))).isTrue();
  }

  @Test
  void wideWeightsFollowPeftUnlessTold() {
    Tensor auto = run(dora(DropoutMask.AUTO, true), x);
    assertThat(Ops.identical(auto, run(dora(DropoutMask.TOKEN, true), x))).isTrue();
    assertThat(Ops.identical(auto, run(dora(DropoutMask.PASS, true), x))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void inputGradientIsTheSlope(boolean detached) {
    Dora dora = dora(DropoutMask.PASS, detached);
    Tensor dx;
    try (Tape tape = bench.tape(8)) {
      dora.forward(x, tape);
      dx = dora.backward(dy, tape);
    }
    Tensor direction = random(7, 8, IN);
    double slope =
        slope(run(dora, Ops.add(x, direction, 1e-6)), run(dora, Ops.add(x, direction, -1e-6)));
    assertThat(Ops.sum(Ops.mul(dx, direction)).item()).isCloseTo(slope, offset(1e-6));
  }

  /** m, A and B; of the fifth row division by D's slope would say nothing. */
  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "2, true"})
  void parameterGradientIsTheSlope(int index, boolean detached) {
    Dora dora = dora(DropoutMask.PASS, detached);
    try (Tape tape = bench.tape(8)) {
      dora.forward(x, tape);
      dora.backward(dy, tape);
    }
    Parameter parameter = dora.parameters().get(index);
    Tensor direction = random(8, parameter.value().shape());
    Tensor above = shifted(dora, parameter, direction, 1e-6);
    Tensor below = shifted(dora, parameter, direction, -1e-6);
    assertThat(Ops.sum(Ops.mul(parameter.gradient(), direction)).item())
        .isCloseTo(slope(above, below), offset(1e-5));
  }

  private Tensor shifted(Dora dora, Parameter parameter, Tensor direction, double step) {
    parameter.value().add_(direction, step);
    dora.refresh(0);
    Tensor y = run(dora, x);
    parameter.value().add_(direction, -step);
    dora.refresh(0);
    return y;
  }

  private double slope(Tensor above, Tensor below) {
    return Ops.sum(Ops.mul(dy, Ops.sub(above, below))).item() / 2e-6;
  }

  @Test
  void smallProductsAreNotWorthAMaskOfTheirOwn() {
    assertThat(AdaptedWeight.sharingPays(4096, 4096, 4096)).isTrue();
    assertThat(AdaptedWeight.sharingPays(4096, 1536, 576)).isFalse();
  }

  @Test
  void halvesWithoutAKernelKeepTheTokensMasks() {
    Dora dora = dora(DropoutMask.PASS, true);
    Linear half = LayerBench.linear(dora.base().weight().value().to(DType.BF16), null);
    AdaptedWeight weight = new AdaptedWeight(half, dora.lowRank(), dora.magnitude());
    assertThat(weight.sharing(4096)).isEqualTo(Dropout.Sharing.IMPOSSIBLE);
  }
}
