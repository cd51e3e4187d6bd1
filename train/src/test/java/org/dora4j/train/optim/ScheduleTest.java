package org.dora4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.dora4j.train.optim.Schedule.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScheduleTest {
  private static final JsonNode GOLDEN =
      new JsonMapper()
          .readTree(
              Path.of(System.getProperty("dora4j.root"), "testdata/golden/training/schedules.json")
                  .toFile());

  @ParameterizedTest
  @CsvSource({
    "constant, CONSTANT, 0",
    "constant_with_warmup, CONSTANT, 4",
    "linear, LINEAR, 0",
    "linear, LINEAR, 4",
    "cosine, COSINE, 0",
    "cosine, COSINE, 4"
  })
  void ratesAreThoseOfTransformers(String name, Shape shape, int warmup) {
    JsonNode expected = GOLDEN.path(name + "_" + warmup);
    Schedule schedule = new Schedule(shape, warmup, expected.size());
    assertThat(expected.size()).isEqualTo(20);
    for (int step = 0; step < expected.size(); step++) {
      assertThat(schedule.factor(step)).isCloseTo(expected.get(step).asDouble(), within(1e-12));
    }
  }

  @Test
  void theFirstStepOfAWarmUpChangesNothing() {
    assertThat(new Schedule(Shape.LINEAR, 100, 1000).factor(0)).isZero();
  }

  @Test
  void aRunThatIsAllWarmUpOnlyRises() {
    Schedule schedule = new Schedule(Shape.COSINE, 10, 10);
    assertThat(schedule.factor(9)).isEqualTo(0.9);
  }

  @Test
  void aRunWithoutStepsIsRefused() {
    assertThatThrownBy(() -> new Schedule(Shape.CONSTANT, 0, 0)).hasMessageContaining("one step");
  }
}
