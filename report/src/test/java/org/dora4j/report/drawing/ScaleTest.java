package org.dora4j.report.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Axes: round ticks, all values inside. */
class ScaleTest {

  @Test
  void ticksAreRoundAndInside() {
    Scale scale = Scale.of(List.of(0.11, 0.48), false, 0, 100);

    assertThat(scale.ticks().stream().map(scale::label))
        .containsExactly("0.1", "0.2", "0.3", "0.4", "0.5");
    assertThat(scale.at(0.11)).isGreaterThan(0);
    assertThat(scale.at(0.48)).isLessThan(100);
  }

  @Test
  void smallValuesHaveTheirPowerOfTenInTheTitle() {
    Scale scale = Scale.of(List.of(0.0, 4e-5), true, 0, 100);

    assertThat(scale.title("ΔD")).isEqualTo("ΔD (× 10⁻⁵)");
    assertThat(scale.label(scale.ticks().get(1))).isEqualTo("1");
  }

  @Test
  void oneValueLiesInTheMiddle() {
    assertThat(Scale.of(List.of(3.0, 3.0), false, 0, 100).at(3)).isCloseTo(50, within(1e-9));
  }

  @Test
  void zerosHaveAnAxisToo() {
    Scale scale = Scale.of(List.of(0.0, 0.0), true, 0, 100);

    assertThat(scale.at(0)).isFinite();
    assertThat(scale.ticks()).isNotEmpty();
  }
}
