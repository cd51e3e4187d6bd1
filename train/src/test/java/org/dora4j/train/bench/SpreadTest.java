package org.dora4j.train.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void quartilesLieBetweenNeighbours() {
    assertThat(Spread.of(4, 1, 3, 2)).isEqualTo(new Spread(1.75, 2.5, 3.25));
    assertThat(Spread.of(5)).isEqualTo(new Spread(5, 5, 5));
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
  }
}
