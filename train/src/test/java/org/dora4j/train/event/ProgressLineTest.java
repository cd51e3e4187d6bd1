package org.dora4j.train.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static TrainStep step(int number) {
    return new TrainStep(number, 200, 0.5, 1.25, 2e-4, 0.9, 50, 300, 2, 3L << 29);
  }

  @Test
  void plainLinesComeFirstLastAndEverySoManySteps() {
    ProgressLine line = ProgressLine.plain(out, 50);
    for (int i = 1; i <= 200; i++) {
      line.onStep(step(i));
    }
    List<String> lines = shown().lines().toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(0))
        .isEqualTo("step 1/200  loss 1.2500  lr 2.00e-04  150 tok/s  1.5 GiB  6:38 min left");
    assertThat(lines.get(4)).startsWith("step 200/200").endsWith("0 s left");
    assertThat(shown()).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 60, 80, 100, 140, 300})
  void aLiveLineNeverWraps(int width) {
    ProgressLine line = ProgressLine.live(out, width);
    line.onStep(step(100));
    String text = shown().replace("\r\u001b[K", "");
    assertThat(text.length()).isLessThan(width);
    assertThat(text).startsWith(" 50% ").doesNotContain("\n");
  }

  @Test
  void aWideLineHasABarThatFills() {
    ProgressLine line = ProgressLine.live(out, 140);
    line.onStep(step(100));
    assertThat(shown()).contains("█".repeat(15) + "░".repeat(15));
  }

  @Test
  void otherLinesTakeTheLiveLinesPlace() {
    ProgressLine line = ProgressLine.live(out, 100);
    line.onStep(step(1));
    line.onEvaluation(new Evaluation(1, 0.5, 10, true, 1));
    line.onCheckpoint(new CheckpointSaved(1, Path.of("c")));
    assertThat(shown()).contains("\r\u001b[Kstep 1  validation loss 0.5000 (best)");
    assertThat(shown().lines().toList()).last().isEqualTo("step 1  saved c");
  }

  @ParameterizedTest
  @CsvSource({"0.4, 0 s", "59.4, 59 s", "59.6, 1:00 min", "200, 3:20 min", "18240, 5:04 h"})
  void durationsReadAsPeopleSayThem(double seconds, String text) {
    assertThat(ProgressLine.duration(seconds)).isEqualTo(text);
  }

  @Test
  void trainableParametersReadAsPeftPrintsThem() {
    TrainStart start =
        new TrainStart(
            28_925_952,
            6_767_341_568L,
            1,
            0,
            1,
            0,
            1 << 30,
            java.util.OptionalDouble.of(90),
            "cpu",
            "F32");
    ProgressLine.plain(out, 1).onStart(start);
    assertThat(shown())
        .contains("trainable params: 28,925,952 || all params: 6,767,341,568 || trainable%: 0.4274")
        .contains("1 examples, 1 steps on cpu in F32: about 1.0 GiB of memory, about 1:30 min");
  }
}
