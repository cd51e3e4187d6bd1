package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dora4j.model.config.RopeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RopeFactorsTest {

  @ParameterizedTest
  @CsvSource({
    "500000, 8, 1, 4, 8192, 128",
    "500000, 32, 1, 4, 8192, 64",
    "100, 8, 1, 4, 64, 16",
    "10000, 5, 1, 8, 2048, 64"
  })
  void configurationsComeBackFromTheirFactors(
      double theta, double factor, double low, double high, int context, int headDim) {
    RopeConfig rope = new RopeConfig(RopeConfig.Type.LLAMA3, theta, factor, low, high, context);
    float[] factors = RopeFactors.of(rope, headDim);
    assertThat(factors[0]).isEqualTo(1);
    assertThat(factors[headDim / 2 - 1]).isEqualTo((float) factor);
    assertThat(RopeFactors.toConfig(factors, theta, headDim)).isEqualTo(rope);
  }

  @Test
  void aLowFactorOtherThanOneGivesTheSameFrequencies() {
    RopeConfig rope = new RopeConfig(RopeConfig.Type.LLAMA3, 10_000, 8, 2, 6, 4096);
    float[] factors = RopeFactors.of(rope, 128);
    RopeConfig read = RopeFactors.toConfig(factors, 10_000, 128);
    assertThat(read.lowFrequencyFactor()).isEqualTo(1);
    assertThat(read.originalMaxPositions()).isEqualTo(2048);
    assertThat(RopeFactors.of(read, 128)).isEqualTo(factors);
  }

  @Test
  void factorsOfOneMeanNoScaling() {
    assertThat(RopeFactors.toConfig(new float[] {1, 1}, 10_000, 4))
        .isEqualTo(RopeConfig.of(10_000));
  }

  @Test
  void otherFactorsAreRefused() {
    float[] odd = {1, 7, 2, 8, 3, 8, 1, 8};
    assertThatThrownBy(() -> RopeFactors.toConfig(odd, 10_000, 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rope_freqs.weight");
    assertThatThrownBy(() -> RopeFactors.toConfig(odd, 10_000, 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8 factors for heads of 20");
  }
}
