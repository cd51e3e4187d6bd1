package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {
  @Test
  void theTableEndsWithTheMean() {
    Scores scores =
        new Scores(
            List.of("boolq", "piqa"),
            List.of(
                new Scores.Method("before", List.of(0.0, Double.NaN)),
                new Scores.Method("DoRA", List.of(0.5, 0.75))));
    assertThat(scores.table().markdown())
        .isEqualTo(
            """
            | task  | before |   DoRA |
            | ----- | -----: | -----: |
            | boolq |  0.0 % | 50.0 % |
            | piqa  |      – | 75.0 % |
            | mean  |  0.0 % | 62.5 % |
            """);
    assertThat(scores.methods().get(1).mean()).isCloseTo(0.625, within(1e-12));
  }

  @Test
  void percentInsteadOfFractionsIsRefused() {
    assertThatThrownBy(
            () -> new Scores(List.of("a"), List.of(new Scores.Method("DoRA", List.of(62.0)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DoRA")
        .hasMessageContaining("fractions");
  }

  @Test
  void aMissingAccuracyIsRefused() {
    assertThatThrownBy(
            () -> new Scores(List.of("a", "b"), List.of(new Scores.Method("DoRA", List.of(0.5)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 accuracies for 2 tasks");
  }

  @Test
  void numbersReadWell() {
    assertThat(Numbers.bytes(1234567890L)).isEqualTo("1.1 GiB");
    assertThat(Numbers.bytes(512)).isEqualTo("512 B");
    assertThat(Numbers.bytes(-1)).isEqualTo("–");
    assertThat(Numbers.duration(7.25)).isEqualTo("7.3 s");
    assertThat(Numbers.duration(200)).isEqualTo("3 min 20 s");
    assertThat(Numbers.duration(7500)).isEqualTo("2 h 5 min");
    assertThat(Numbers.count(9427)).isEqualTo("9,427");
    assertThat(Numbers.axis(600)).isEqualTo("600");
    assertThat(Numbers.axis(0.25)).isEqualTo("0.25");
  }
}
