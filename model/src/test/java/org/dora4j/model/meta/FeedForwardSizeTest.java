package org.dora4j.model.meta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedForwardSizeTest {

  @ParameterizedTest
  @CsvSource({
    "4096, 11008, 256, ",
    "5120, 13824, 512, ",
    "8192, 28672, 4096, 1.3",
    "4096, 14336, 2048, 1.3",
    "2048, 8192, 4096, ",
    "576, 1536, 512, "
  })
  void knownLlamasAreStatedInRoundNumbers(int dim, int width, int multipleOf, Double multiplier) {
    FeedForwardSize size = FeedForwardSize.of(dim, width);

    assertThat(size.multipleOf()).isEqualTo(multipleOf);
    assertThat(size.multiplier().orElse(null)).isEqualTo(multiplier);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40, 85, 97, 1000, 10001, 65536})
  void everyWidthCanBeStated(int width) {
    assertThat(FeedForwardSize.of(32, width).width(32)).isEqualTo(width);
    assertThat(FeedForwardSize.of(4096, width).width(4096)).isEqualTo(width);
  }
}
