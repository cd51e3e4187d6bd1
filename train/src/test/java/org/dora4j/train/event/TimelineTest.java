package org.dora4j.train.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private final Timeline timeline = Timeline.ofThisProcess();

  private static TrainStep step(int number) {
    return new TrainStep(number, 9, 0, 1, 1, 1, 1, 1, 1, 1);
  }

  private List<String> names() {
    return timeline.phases().stream().map(Timeline.Phase::name).toList();
  }

  @Test
  void beginsWithWhatJavaDidBefore() {
    Timeline.Phase java = timeline.phases().get(0);
    assertThat(java.name()).isEqualTo("java");
    assertThat(java.begin()).isZero();
    assertThat(java.end()).isPositive().isLessThanOrEqualTo(timeline.now());
    assertThat(timeline.started()).isBefore(Instant.now());
  }

  @Test
  void phasesStandInTheOrderOfTheirBegin() {
    String result = timeline.phase("outer", () -> timeline.phase("inner", () -> "done"));
    assertThat(result).isEqualTo("done");
    assertThat(names()).containsExactly("java", "outer", "inner");
    Timeline.Phase outer = timeline.phases().get(1);
    Timeline.Phase inner = timeline.phases().get(2);
    assertThat(inner.begin()).isGreaterThanOrEqualTo(outer.begin());
    assertThat(inner.end()).isLessThanOrEqualTo(outer.end());
  }

  @Test
  void workThatFailsIsAPhaseToo() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> timeline.phase("weights", failing)).hasMessage("broken");
    assertThat(names()).contains("weights");
  }

  @Test
  void theFirstStepEndsItOnce() {
    List<Timeline> told = new ArrayList<>();
    StartupLog log = new StartupLog(timeline, told::add);
    log.onStart(new TrainStart(1, 1, 1, 0, 9, 0, 1, OptionalDouble.empty(), "cpu", "F32"));
    for (int number = 1; number <= 2; number++) {
      log.onGradients(number);
      log.onStep(step(number));
    }
    assertThat(told).containsExactly(timeline);
    assertThat(names())
        .containsExactly(
            "java", "optimiser and forecast", "first step, forward and backward", "first step");
  }

  @Test
  void aFirstStepThatWasSkippedEndsItToo() {
    List<Timeline> told = new ArrayList<>();
    StartupLog log = new StartupLog(timeline, told::add);
    log.onSkippedStep(new SkippedStep(1, 1, 1, OptionalDouble.empty()));
    log.onStep(step(2));
    assertThat(told).hasSize(1);
  }
}
