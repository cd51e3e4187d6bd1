package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worked example of the paper's equations with known numbers, in both modes of the norm. */
class PaperOracleTest {

  private static final double[] DY = {1, -0.5, 0.25, 2};

  private final Scope scope = Scope.open();
  private final LayerBench bench = new LayerBench();
  private final Linear base =
      LayerBench.linear(
          Tensors.of(new double[] {1, 2, -2, 0.5, -1, 3}, 2, 3),
          Tensors.of(new double[] {0.1, -0.2}, 2));
  private final LowRank lowRank =
      LayerBench.lowRank(
          Tensors.of(new double[] {0.1, -0.2, 0.3}, 1, 3),
          Tensors.of(new double[] {0.5, -0.4}, 2, 1),
          2);
  private final Tensor x = Tensors.of(new double[] {1, 0.5, -1, -0.5, 2, 0.25}, 2, 3);

  @org.junit.jupiter.api.AfterEach
  void close() {
    bench.close();
    scope.close();
  }

  private Dora dora(double m0, double m1, boolean detached) {
    Parameter m =
        LayerBench.trainable("lora_magnitude_vector", Tensors.of(new double[] {m0, m1}, 2));
    return new Dora(base, lowRank, m, 0, 0, detached);
  }

  @Test
  void initialMagnitudeIsTheRowNorm() {
    LowRank zero =
        LayerBench.lowRank(
            Tensors.of(new double[] {0.1, -0.2, 0.3}, 1, 3),
            Tensors.of(new double[] {0, 0}, 2, 1),
            2);
    assertClose(Dora.rowNorms(base.weight().value(), zero), 3.0, 3.20156212);
  }

  @Test
  void rowNormsOfTheDirection() {
    assertClose(Dora.rowNorms(base.weight().value(), lowRank), 2.70924344, 2.91540735);
  }

  @Test
  void mergedWeightHasRowsOfLengthM() {
    Tensor merged = dora(3.3, 3.0, true).mergedWeight();
    assertClose(merged, 1.33985745, 2.19249401, -2.07068878, 0.4321866, -0.86437321, 2.8400834);
    assertClose(Ops.rowNorm(merged, merged.dtype()), 3.3, 3.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void forwardAndBackward(boolean detached) {
    Dora dora = dora(3.3, 3.0, detached);
    try (Tape tape = bench.tape(2)) {
      assertClose(dora.forward(x, tape), 4.60679324, -3.0400834, 3.29738709, -1.43481887);
      Tensor dx = dora.backward(Tensors.of(DY, 2, 2), tape);
      assertClose(dx, 1.12376415, 2.62468061, -3.49073048, 1.19933757, -1.18062291, 5.1624946);
    }
    assertClose(dora.magnitude().gradient(), 1.60792122, -0.34986535);
    if (detached) {
      assertClose(lowRank.b().gradient(), -0.95921613, -1.23481887);
      assertClose(lowRank.a().gradient(), 2.30061457, -1.86899494, -1.96513654);
    } else {
      assertClose(lowRank.b().gradient(), 0.13960306, -0.97845841);
      assertClose(lowRank.a().gradient(), 1.46392461, -3.08724446, -1.00885487);
    }
  }

  @Test
  void gradientOfAZeroMagnitudeIsExact() {
    Dora dora = dora(0, 3.0, true);
    try (Tape tape = bench.tape(2)) {
      dora.forward(x, tape);
      dora.backward(Tensors.of(DY, 2, 2), tape);
    }
    assertClose(dora.magnitude().gradient(), 1.60792122, -0.34986535);
  }

  @Test
  void baseBiasIsNeitherScaledNorForgotten() {
    Dora dora = dora(3.3, 3.0, true);
    try (Tape tape = bench.tape(2)) {
      dora.forward(x, tape);
      dora.backward(Tensors.of(DY, 2, 2), tape);
    }
    assertClose(java.util.Objects.requireNonNull(base.bias()).gradient(), 1.25, 1.5);
  }

  private static void assertClose(Tensor actual, double... expected) {
    assertThat(actual.toDoubles())
        .containsExactly(expected, org.assertj.core.data.Offset.offset(2e-8));
  }
}
