package org.dora4j.train.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DecodeBenchmarkTest {

  @Test
  void theLimitReadsPromptsAtTheMatrixRateAndWeightsOncePerFurtherToken() {
    DecodeLimit limit = new DecodeLimit(1000, 200, 2, 1e6, 1e5);
    DecodeWork work = new DecodeWork(4, 10, 3, 1, 0, 1);

    double prompts = 2.0 * 4 * (1000 * 10 + 200) / 1e6;
    double weights = 1200 * 2 / 1e5;
    assertThat(limit.seconds(work)).isEqualTo(prompts + 2 * weights, within(1e-12));
  }

  @Test
  void manyTextsAtATimeAreBoundByTheirOperations() {
    DecodeLimit limit = new DecodeLimit(1000, 0, 2, 1e6, 1e9);
    double oneToken = limit.seconds(new DecodeWork(100, 1, 2, 1, 0, 1));
    assertThat(oneToken).isEqualTo(2 * 2.0 * 1000 * 100 / 1e6, within(1e-9));
  }

  @Test
  void promptsAreTheSameEachTime() {
    DecodeWork work = new DecodeWork(2, 5, 1, 1, 0, 1);
    assertThat(work.prompts(7)).hasSize(2).allMatch(prompt -> prompt.length == 5);
    assertThat(work.prompts(7).get(1)).isEqualTo(work.prompts(7).get(1));
  }

  @Test
  void nothingToDecodeIsRefused() {
    assertThatThrownBy(() -> new DecodeWork(0, 1, 1, 1, 0, 1)).hasMessageContaining("batch is 0");
    assertThatThrownBy(() -> new DecodeWork(1, 1, 1, 0, 0, 1)).hasMessageContaining("0 beams");
  }
}
