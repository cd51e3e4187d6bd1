package org.dora4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Correlation over all points and over layers; Student's t. */
class LineFitTest {
  private static final Quantiles NO_SPREAD = Quantiles.of(new double[] {0});

  private static MatrixChange point(String checkpoint, int layer, double x, double y) {
    return new MatrixChange(
        "s",
        "lora",
        checkpoint,
        OptionalInt.empty(),
        layer,
        "q_proj",
        y,
        x,
        NO_SPREAD,
        NO_SPREAD,
        0,
        0,
        Optional.empty(),
        OptionalDouble.empty());
  }

  private static LineFit fit(List<MatrixChange> points) {
    return LineFit.of("s", "lora", "q_proj", points);
  }

  @Test
  void growthDuringTrainingDoesNotHideWhatLayersDo() {
    List<MatrixChange> points = new ArrayList<>();
    for (int layer = 0; layer < 3; layer++) {
      points.add(point("early", layer, 1 + 0.1 * layer, 1 - 0.1 * layer));
      points.add(point("late", layer, 10 + 0.1 * layer, 10 - 0.1 * layer));
    }

    assertThat(fit(points).pearson().getAsDouble()).isGreaterThan(0.99);
    assertThat(fit(points).acrossLayers().getAsDouble()).isCloseTo(-1, within(1e-9));
  }

  @Test
  void pointsOfOneDirectionHaveNoCorrelation() {
    LineFit fit = fit(List.of(point("a", 0, 1, 1), point("a", 1, 1, 2), point("b", 0, 1, 3)));

    assertThat(fit.pearson()).isEmpty();
    assertThat(fit.line()).isEmpty();
    assertThat(fit.note()).contains("same ΔD or ΔM");
  }

  @Test
  void twoPointsAreTooFew() {
    LineFit fit = fit(List.of(point("a", 0, 1, 1), point("b", 0, 2, 2)));

    assertThat(fit.note()).contains("fewer than three points");
  }

  /** From printed tables of Student's t. */
  @ParameterizedTest
  @CsvSource({"1, 12.7062", "2, 4.3027", "5, 2.5706", "10, 2.2281", "30, 2.0423", "238, 1.9700"})
  void quantilesOfStudentsT(int freedom, double expected) {
    assertThat(StudentT.quantile(0.95, freedom)).isCloseTo(expected, within(1e-4));
  }
}
