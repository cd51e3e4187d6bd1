package org.dora4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;

/** A worked example: W_0 and the W' that DoRA makes of it, with known ΔM and ΔD. */
class PaperOracleTest {
  private static final double[] BEFORE = {1, 2, -2, 0.5, -1, 3};

  private static double[] merged() {
    double[] a = {0.1, -0.2, 0.3};
    double[] b = {0.5, -0.4};
    double[] m = {3.3, 3.0};
    double[] w = BEFORE.clone();
    for (int i = 0; i < 2; i++) {
      double squares = 0;
      for (int j = 0; j < 3; j++) {
        w[3 * i + j] += 2 * b[i] * a[j];
        squares += w[3 * i + j] * w[3 * i + j];
      }
      for (int j = 0; j < 3; j++) {
        w[3 * i + j] *= m[i] / Math.sqrt(squares);
      }
    }
    return w;
  }

  @Test
  void magnitudeAndDirectionPerOutputUnit() {
    try (Scope scope = Scope.open()) {
      DecomposedRows before = DecomposedRows.of(Tensors.of(BEFORE, 2, 3));
      DecomposedRows after = DecomposedRows.of(Tensors.of(merged(), 2, 3));
      DirectionMeasure directions = DirectionMeasure.of(Definition.PAPER, 2, 3, Device.CPU);
      directions.add(0, before, after);

      double[] m0 = before.magnitude().toDoubles();
      double[] m1 = after.magnitude().toDoubles();
      double deltaM = (Math.abs(m1[0] - m0[0]) + Math.abs(m1[1] - m0[1])) / 2;
      double deltaD = Arrays.stream(directions.values()).average().orElseThrow();
      assertThat(deltaM).isCloseTo(0.25078106, within(1e-8));
      assertThat(deltaD).isCloseTo(0.00191256, within(1e-8));
    }
  }

  @Test
  void smallTurnsKeepTheirDigits() {
    double angle = 1e-9;
    try (Scope scope = Scope.open()) {
      DecomposedRows before = DecomposedRows.of(Tensors.of(new double[] {1, 0}, 1, 2));
      DecomposedRows after =
          DecomposedRows.of(Tensors.of(new double[] {Math.cos(angle), Math.sin(angle)}, 1, 2));
      DirectionMeasure directions = DirectionMeasure.of(Definition.PAPER, 1, 2, Device.CPU);
      directions.add(0, before, after);

      assertThat(directions.values()[0]).isCloseTo(angle * angle / 2, within(1e-24));
    }
  }

  @Test
  void aRowOfZerosThatStaysHasNotMoved() {
    try (Scope scope = Scope.open()) {
      DecomposedRows zero = DecomposedRows.of(Tensors.of(new double[] {0, 0}, 1, 2));
      DirectionMeasure directions = DirectionMeasure.of(Definition.PAPER, 1, 2, Device.CPU);
      directions.add(0, zero, zero);

      assertThat(directions.values()).containsExactly(0);
    }
  }
}
