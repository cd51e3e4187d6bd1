package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  @TempDir Path dir;

  private void log(int steps) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int s = 1; s <= steps; s++) {
      lines.append(
          "{\"event\":\"step\",\"step\":%d,\"epoch\":%s,\"loss\":%s,\"trained_tokens\":%d,\"tokens_per_s\":%d,\"step_s\":0.5,\"memory_bytes\":%d}\n"
              .formatted(s, s / 10.0, 4.0 / s, 100 * s, 800 + s, 1024 * s));
    }
    if (steps > 0) {
      lines.append("{\"event\":\"eval\",\"step\":4,\"eval_loss\":1.25}\n");
    }
    Files.writeString(dir.resolve("metrics.jsonl"), lines);
  }

  @Test
  void theReportShowsNumbersChartConfigurationAndManifest() throws IOException {
    log(4);
    Files.writeString(dir.resolve("config.yaml"), "rank: 16\n");
    Files.writeString(
        dir.resolve("manifest.json"),
        "{\"versions\":{\"java\":\"17\"},\"data\":[{\"sha256\":\"ab\"}],\"seed\":42}");

    Path report = RunReport.write(dir);

    assertThat(Files.readString(report))
        .contains("# Run " + dir.getFileName())
        .containsPattern("loss at the start +\\| +4\\.0000")
        .containsPattern("loss at the end +\\| +1\\.0000")
        .containsPattern("best validation loss +\\| +1\\.2500")
        .containsPattern("tokens trained on +\\| +1,000")
        .containsPattern("time in steps +\\| +2\\.0 s")
        .containsPattern("peak memory +\\| +4\\.0 KiB")
        .contains("![Loss over steps](loss.png)")
        .contains("```yaml\nrank: 16\n```")
        .containsPattern("versions\\.java +\\| 17")
        .containsPattern("data\\[0\\]\\.sha256 +\\| ab");
    assertThat(dir.resolve("loss.png")).isNotEmptyFile();
  }

  @Test
  void aRunWithoutStepsHasAReportWithoutChart() throws IOException {
    log(0);
    assertThat(Files.readString(RunReport.write(dir)))
        .contains("No step was logged.")
        .doesNotContain("loss.png");
    assertThat(dir.resolve("loss.png")).doesNotExist();
  }

  @Test
  void aRunWhoseLossIsNeverFiniteHasAReportWithoutChart() throws IOException {
    Files.writeString(
        dir.resolve("metrics.jsonl"), "{\"event\":\"step\",\"step\":1,\"loss\":\"NaN\"}\n");
    assertThat(Files.readString(RunReport.write(dir))).containsPattern("loss at the end +\\| +–");
  }

  @Test
  void aBrokenManifestIsNamed() throws IOException {
    log(2);
    Files.writeString(dir.resolve("manifest.json"), "{\"seed\":");
    assertThatThrownBy(() -> RunReport.write(dir))
        .isInstanceOf(RunLogException.class)
        .hasMessageContaining("manifest.json");
  }
}
