package org.dora4j.train.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  private static final List<String> KEYS = List.of("rank", "batch_size", "lr", "warmup_steps");

  @Test
  void findsTheNearestName() {
    assertThat(Suggestion.nearest("rnak", KEYS)).contains("rank");
    assertThat(Suggestion.nearest("batchsize", KEYS)).contains("batch_size");
    assertThat(Suggestion.nearest("warmup_step", KEYS)).contains("warmup_steps");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Suggestion.nearest("temperature", KEYS)).isEmpty();
  }

  @Test
  void aSwapOfNeighboursIsOneEdit() {
    assertThat(Suggestion.distance("abcd", "acbd")).isEqualTo(1);
    assertThat(Suggestion.distance("kitten", "sitting")).isEqualTo(3);
  }
}
