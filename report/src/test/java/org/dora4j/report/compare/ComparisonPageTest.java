package org.dora4j.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dora4j.report.Evaluation;
import org.dora4j.report.RunLog;
import org.dora4j.report.Step;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ComparisonPageTest {
  @TempDir Path dir;
  private Path lora = Path.of("");
  private Path dora = Path.of("");

  @BeforeEach
  void writeRuns() throws IOException {
    lora = RunFixture.write(dir.resolve("lora"), 40, 4, "method: lora\nrank: 8\nlr: 1.0e-4\n");
    dora = RunFixture.write(dir.resolve("dora"), 25, 3, "method: dora\nrank: 8\nlr: 2.0e-4\n");
  }

  private String page(Path... runs) {
    return ComparisonPage.of(Comparison.read(List.of(runs))).html();
  }

  @Test
  void theLossesInThePageAreThoseOfTheRunsFiles() {
    String html = page(lora, dora);
    for (Path run : List.of(lora, dora)) {
      RunLog log = RunLog.read(run);
      JsonNode raw = EmbeddedData.series(html, "Loss", run.getFileName() + ", raw");
      assertThat(EmbeddedData.numbers(raw.path("x")))
          .containsExactly(log.steps().stream().mapToDouble(Step::step).toArray());
      assertThat(EmbeddedData.numbers(raw.path("y")))
          .containsExactly(log.steps().stream().mapToDouble(Step::loss).toArray());
      JsonNode marks = EmbeddedData.series(html, "Loss", run.getFileName() + ", validation");
      assertThat(EmbeddedData.numbers(marks.path("y")))
          .containsExactly(log.evaluations().stream().mapToDouble(Evaluation::loss).toArray());
    }
  }

  @Test
  void theOtherChartsShowTheRunsFilesToo() {
    String html = page(lora, dora);
    RunLog log = RunLog.read(dora);
    assertThat(EmbeddedData.numbers(EmbeddedData.series(html, "Learning rate", "dora").path("y")))
        .containsExactly(log.steps().stream().mapToDouble(Step::lr).toArray());
    assertThat(
            EmbeddedData.numbers(EmbeddedData.series(html, "Gradient norm", "dora, raw").path("y")))
        .containsExactly(log.steps().stream().mapToDouble(Step::gradNorm).toArray());
    assertThat(EmbeddedData.numbers(EmbeddedData.series(html, "Speed", "dora, raw").path("y")))
        .containsExactly(log.steps().stream().mapToDouble(Step::tokensPerSecond).toArray());
    assertThat(EmbeddedData.numbers(EmbeddedData.series(html, "Peak memory", "dora").path("y")))
        .containsExactly(
            log.steps().stream().mapToDouble(s -> s.memoryBytes() / (double) (1 << 30)).toArray());
  }

  @Test
  void onlySettingsThatDifferStandInTheTableOfDifferences() {
    assertThat(Settings.differences(Comparison.read(List.of(lora, dora)).runs()))
        .containsOnlyKeys("method", "lr")
        .containsEntry("method", List.of("lora", "dora"));
    assertThat(page(lora, dora)).contains("Settings that differ", "All settings");
  }

  @Test
  void whatTheAdapterDidIsShownOverStepsAndByModule() throws IOException {
    RunFixture.adapter(dora);
    String html = page(lora, dora);
    JsonNode size = EmbeddedData.series(html, "Size of the update", "dora");
    assertThat(EmbeddedData.numbers(size.path("x"))).containsExactly(10, 20);
    assertThat(EmbeddedData.numbers(size.path("y"))).containsExactly(0.02, 0.04);
    assertThat(EmbeddedData.numbers(EmbeddedData.series(html, "Gradient of B", "dora").path("y")))
        .containsExactly(5, 10);
    assertThat(EmbeddedData.numbers(EmbeddedData.series(html, "Dead ranks", "dora").path("y")))
        .containsExactly(1, 3);
    assertThat(html)
        .contains("Size of the update at step 20 of dora (%)")
        .containsPattern(
            "<th scope=\"row\">layer 1</th><td>–</td><td style=\"--heat:100%\">6\\.00</td>");
  }

  @Test
  void accuraciesAreFoundInTheFolderAndBesideIt() throws IOException {
    Files.writeString(
        dora.resolve("boolq.json"), "{\"task\":\"boolq\",\"accuracy\":0.75,\"items\":[]}");
    Files.createDirectories(dir.resolve("dora-eval"));
    Files.writeString(
        dir.resolve("dora-eval/SmolLM2-DoRA-piqa.json"),
        "[{\"flag\":true},{\"flag\":false},{\"flag\":true},{\"flag\":true},{\"flag\":false}]");
    assertThat(Comparison.read(List.of(dora)).runs().get(0).accuracies())
        .containsExactly(java.util.Map.entry("boolq", 0.75), java.util.Map.entry("piqa", 0.6));
    assertThat(page(lora, dora)).contains("Right answers", "75 %", "60 %");
  }

  @Test
  void ofAPublishedFileTheSummaryBesideItCountsAndElseItsName() throws IOException {
    Path folder = Files.createDirectories(dora.resolve("evaluation"));
    String flags = "[{\"flag\":true}]";
    Files.writeString(folder.resolve("M-DoRA-ARC-Easy.json"), flags);
    Files.writeString(folder.resolve("M-DoRA-boolq.json"), flags);
    Files.writeString(
        folder.resolve("M-DoRA-boolq.summary.json"), "{\"task\":\"boolq\",\"accuracy\":0.5}");
    assertThat(Comparison.read(List.of(dora)).runs().get(0).accuracies())
        .containsExactly(java.util.Map.entry("ARC-Easy", 1.0), java.util.Map.entry("boolq", 0.5));
  }

  @Test
  void constrainedAndPartialAccuraciesAreNotPutAmongTheOthers() throws IOException {
    String row =
        "{\"task\":\"boolq\",\"accuracy\":%s,\"decoding\":\"%s\",\"settings\":{\"limit\":%d}}";
    Files.writeString(dora.resolve("a.json"), row.formatted("0.5", "greedy", 0));
    Files.writeString(dora.resolve("b.json"), row.formatted("0.75", "constrained", 0));
    Files.writeString(dora.resolve("c.json"), row.formatted("0.25", "greedy", 16));
    assertThat(Comparison.read(List.of(dora)).runs().get(0).accuracies())
        .containsExactly(
            java.util.Map.entry("boolq", 0.5),
            java.util.Map.entry("boolq, constrained", 0.75),
            java.util.Map.entry("boolq, first 16", 0.25));
  }

  @Test
  void textsBeforeAndAfterStandSideBySide() throws IOException {
    Files.writeString(
        dora.resolve("samples.jsonl"),
        "{\"prompt\":\"2 + 2 =\",\"expected\":\"4\",\"before\":\"five\",\"after\":\"four\"}\n");
    assertThat(page(dora)).contains("2 + 2 =", "<pre>five</pre>", "<pre>four</pre>");
  }

  @Test
  void whatComesFromARunIsNeverTakenForThePage() throws IOException {
    String evil = "</script><script>alert(1)</script><!-- \" onload='x'";
    Path run = RunFixture.write(dir.resolve("a<b>&\"'"), 3, 2, "model: \"<img src=x>\"\n");
    Files.writeString(
        run.resolve("samples.jsonl"),
        "{\"prompt\":%s}\n"
            .formatted(new tools.jackson.databind.json.JsonMapper().writeValueAsString(evil)));
    String html = page(run, dora);
    assertThat(html).doesNotContain("<script>alert", "<img", "a<b>").contains("&lt;img src=x&gt;");
    assertThat(EmbeddedData.charts(html)).isNotEmpty();
    assertThat(EmbeddedData.series(html, "Loss", "a<b>&\"'").path("y").size()).isEqualTo(3);
  }

  @Test
  void aLongRunIsThinnedWithoutLosingItsPeaksAndThePageSaysSo() throws IOException {
    Path run = RunFixture.write(dir.resolve("long"), 30_000, 5, "method: dora\n");
    String html = page(run);
    double[] losses = RunLog.read(run).steps().stream().mapToDouble(Step::loss).toArray();
    double[] shown = EmbeddedData.numbers(EmbeddedData.series(html, "Loss", "long, raw").path("y"));
    assertThat(shown.length).isBetween(1000, 1700);
    assertThat(Arrays.stream(shown).max()).isEqualTo(Arrays.stream(losses).max());
    assertThat(Arrays.stream(shown).min()).isEqualTo(Arrays.stream(losses).min());
    assertThat(html).contains("the least and the greatest value of each of 800 stretches");
  }

  @Test
  void thePageFetchesNothing() {
    assertThat(page(lora, dora))
        .doesNotContainPattern("(src|href)=\"(?!data:)")
        .doesNotContain("@import", "url(http", "fetch(");
  }
}
