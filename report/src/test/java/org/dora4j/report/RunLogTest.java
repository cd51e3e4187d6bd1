package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
  private static final String STEP_12 =
      "{\"event\":\"step\",\"step\":12,\"epoch\":0.03,\"loss\":1.23,\"lr\":1e-4,\"grad_norm\":0.9,\"trained_tokens\":512,"
          + "\"tokens\":1024,\"tokens_per_s\":850.0,\"step_s\":0.4,\"memory_bytes\":123}";

  @TempDir Path dir;

  private RunLog read(String... lines) throws IOException {
    Files.writeString(dir.resolve("metrics.jsonl"), String.join("\n", lines));
    return RunLog.read(dir);
  }

  @Test
  void readsEveryFieldOfAStep() throws IOException {
    assertThat(read(STEP_12).steps())
        .containsExactly(new Step(12, 0.03, 1.23, 1e-4, 0.9, 512, 1024, 850.0, 0.4, 123));
  }

  @Test
  void readsEvaluations() throws IOException {
    RunLog log = read("{\"event\":\"eval\",\"step\":40,\"eval_loss\":1.1,\"trained_tokens\":9999}");
    assertThat(log.evaluations()).containsExactly(new Evaluation(40, 1.1, 9999));
    assertThat(log.steps()).isEmpty();
  }

  @Test
  void passesOverUnknownEventsAndEmptyLines() throws IOException {
    assertThat(read("{\"event\":\"checkpoint\",\"step\":3}", "", STEP_12).steps()).hasSize(1);
  }

  @Test
  void leavesOutATornLastLine() throws IOException {
    RunLog log = read(STEP_12, "{\"event\":\"step\",\"ste");
    assertThat(log.torn()).isTrue();
    assertThat(log.steps()).hasSize(1);
  }

  @Test
  void aWholeLogIsNotTorn() throws IOException {
    assertThat(read(STEP_12, "").torn()).isFalse();
  }

  @Test
  void namesTheNumberOfABadLine() {
    assertThatThrownBy(() -> read(STEP_12, "loss is low", STEP_12))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("Line 2")
        .hasMessageContaining("metrics.jsonl");
  }

  @Test
  void namesAMissingField() {
    assertThatThrownBy(() -> read("{\"event\":\"step\",\"step\":1}", STEP_12))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("Line 1")
        .hasMessageContaining("'loss'");
  }

  @Test
  void keepsTheLaterLineWhereAResumedRunRepeatsSteps() throws IOException {
    RunLog log =
        read(
            "{\"event\":\"step\",\"step\":1,\"loss\":3}",
            "{\"event\":\"step\",\"step\":2,\"loss\":2}",
            "{\"event\":\"step\",\"step\":3,\"loss\":9}",
            "{\"event\":\"step\",\"step\":2,\"loss\":1}");
    assertThat(log.steps()).extracting(Step::step).containsExactly(1L, 2L);
    assertThat(log.steps()).extracting(Step::loss).containsExactly(3.0, 1.0);
  }

  @Test
  void aDivergedLossIsReadAsNotANumber() throws IOException {
    RunLog log =
        read(
            "{\"event\":\"step\",\"step\":1,\"loss\":\"NaN\"}",
            "{\"event\":\"step\",\"step\":2,\"loss\":null}",
            "{\"event\":\"step\",\"step\":3,\"loss\":\"Infinity\"}");
    assertThat(log.steps())
        .extracting(Step::loss)
        .containsExactly(Double.NaN, Double.NaN, Double.POSITIVE_INFINITY);
  }

  @Test
  void whatALineDoesNotSayIsUnknown() throws IOException {
    Step step = read("{\"event\":\"step\",\"step\":1,\"loss\":3}").steps().get(0);
    assertThat(step.lr()).isNaN();
    assertThat(step.memoryBytes()).isEqualTo(-1);
  }

  @Test
  void aFolderWithoutALogIsNamed() {
    assertThatThrownBy(() -> RunLog.read(dir.resolve("nowhere")))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("nowhere");
  }
}
