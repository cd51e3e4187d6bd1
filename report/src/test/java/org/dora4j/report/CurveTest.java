package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static Curve curve(double... y) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> i + 1);
    return new Curve("loss", x, y);
  }

  @Test
  void smoothingLeavesAConstantAlone() {
    assertThat(curve(2, 2, 2, 2).smoothed(1).y())
        .containsExactly(new double[] {2, 2, 2, 2}, within(1e-12));
  }

  @Test
  void smoothingDoesNotLagBehindASlope() {
    double[] slope = new double[101];
    Arrays.setAll(slope, i -> 100 - i);
    double[] smooth = curve(slope).smoothed(4).y();
    for (int i = 0; i < 70; i++) {
      assertThat(smooth[i]).isCloseTo(slope[i], within(1e-9));
    }
  }

  @Test
  void smoothingWeighsNeighboursByHalves() {
    // Around the middle 1, with half-life 1: (1 + 2 · ½ · 0 + 2 · ¼ · 0) / (1 + 2 · ½ + 2 · ¼) =
    // 0.4.
    assertThat(curve(0, 0, 1, 0, 0).smoothed(1).y()[2]).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void smoothingCalmsNoise() {
    Random random = new Random(1);
    double[] noise = random.doubles(400, -1, 1).toArray();
    double[] smooth = curve(noise).smoothed(10).y();
    double spread = Arrays.stream(smooth, 60, 400).map(Math::abs).average().orElseThrow();
    assertThat(spread).isLessThan(0.2);
  }

  @Test
  void smoothingPassesOverWhatIsNotFinite() {
    double[] smooth = curve(1, Double.NaN, 3, Double.POSITIVE_INFINITY, 5).smoothed(1).y();
    assertThat(smooth[1]).isCloseTo(2, within(1e-12));
    assertThat(Arrays.stream(smooth).allMatch(Double::isFinite)).isTrue();
  }

  @Test
  void aCurveOfNothingFiniteIsEmpty() {
    assertThat(curve().isEmpty()).isTrue();
    assertThat(curve(Double.NaN).isEmpty()).isTrue();
    assertThat(curve(Double.NaN, 1).isEmpty()).isFalse();
  }

  @Test
  void unequalLengthsAreRefused() {
    assertThatThrownBy(() -> new Curve("a", new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a'");
  }

  @Test
  void aLogGivesItsLosses() {
    RunLog log =
        new RunLog(
            List.of(new Step(4, 0, 2.5, 0, 0, 0, 0, 0, 0, 0)),
            List.of(new Evaluation(6, 1.5, 0)),
            false);
    assertThat(Curve.trainingLoss("t", log).x()).containsExactly(4);
    assertThat(Curve.trainingLoss("t", log).y()).containsExactly(2.5);
    assertThat(Curve.validationLoss("v", log).x()).containsExactly(6);
    assertThat(Curve.validationLoss("v", log).y()).containsExactly(1.5);
  }

  @Test
  void thinningKeepsTheEndsAndTheExtremesOfEveryStretch() {
    double[] x = new double[100];
    double[] y = new double[100];
    for (int i = 0; i < 100; i++) {
      x[i] = i;
      y[i] = i % 10;
    }
    y[55] = 99;
    y[42] = Double.NaN;
    Curve thin = new Curve("c", x, y).thinned(10);
    assertThat(thin.x()).startsWith(0, 9, 10, 19).contains(55, 99).isSorted();
    assertThat(thin.y()).contains(99).doesNotContain(Double.NaN);
    assertThat(thin.y().length).isLessThanOrEqualTo(22);
  }

  @Test
  void aShortCurveIsNotThinned() {
    Curve curve = new Curve("c", new double[] {1, 2, 3}, new double[] {1, 2, 3});
    assertThat(curve.thinned(2)).isSameAs(curve);
  }
}
