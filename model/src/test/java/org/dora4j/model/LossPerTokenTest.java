package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.dora4j.torch.DType;
import org.junit.jupiter.api.Test;

class LossPerTokenTest {

  @Test
  void sumsToTheLossOfTheSameTokens() {
    int[][] ids = {{3, 14, 15, 92, 65}, {35, 8, 9}};
    int[][] labels = {{-100, -100, 15, 92, 65}, {-100, 8, 9}};
    Tokens tokens = Tokens.of(ids, labels);
    try (Transformer model = Golden.model(Golden.root().resolve("models/gqa"), DType.F32)) {
      float[] losses = Loss.perToken(model, tokens);
      double sum = 0;
      for (float loss : losses) {
        sum += loss;
      }
      assertThat(losses).hasSize(5);
      assertThat(sum).isCloseTo(Loss.evaluate(model, tokens), within(1e-4));
    }
  }
}
