package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest {
  @TempDir Path dir;

  private Path run(String name) throws IOException {
    Path run = Files.createDirectories(dir.resolve(name));
    StringBuilder lines = new StringBuilder();
    for (int s = 1; s <= 5; s++) {
      lines.append("{\"event\":\"step\",\"step\":%d,\"loss\":%s}\n".formatted(s, 3.0 / s));
    }
    Files.writeString(run.resolve("metrics.jsonl"), lines);
    Files.writeString(run.resolve("config.yaml"), "method: dora\nrank: 8\n");
    return run;
  }

  @Test
  void oneRunIsShownInItsFolder() throws IOException {
    Path run = run("run");
    CommandRun report = CommandRun.of("report", run.toString());
    assertThat(report.status()).as(report.err()).isZero();
    assertThat(report.out().strip()).isEqualTo(run.resolve("report.html").toString());
    assertThat(run.resolve("report.html"))
        .content()
        .contains("Run run", "<figure class=\"chart\">");
    assertThat(run.resolve("report.md")).content().contains("![Loss](report-loss.png)");
    assertThat(run.resolve("report-loss.png")).isNotEmptyFile();
    assertThat(CommandRun.of("report", run.toString()).status()).as("again").isZero();
  }

  @Test
  void scriptsLearnWhatWasWrittenAndWhatRunsCameTo() throws IOException {
    Path page = dir.resolve("both.html");
    CommandRun report =
        CommandRun.of(
            "report", run("a").toString(), run("b").toString(), "-o", page.toString(), "--json");
    assertThat(report.status()).as(report.err()).isZero();
    JsonNode json = new JsonMapper().readTree(report.out());
    assertThat(json.path("page").asString()).isEqualTo(page.toString());
    assertThat(json.at("/runs/1/name").asString()).isEqualTo("b");
    assertThat(json.at("/runs/1/last_loss").asDouble()).isEqualTo(0.6);
    assertThat(json.path("pictures").size()).isEqualTo(1);
  }

  @Test
  void aFolderThatIsNoRunIsRefused() throws IOException {
    Path empty = Files.createDirectories(dir.resolve("empty"));
    CommandRun report = CommandRun.of("report", empty.toString());
    assertThat(report.status()).isEqualTo(1);
    assertThat(report.err()).contains(empty + " holds no run").doesNotContain("\tat ");
    assertThat(empty).isEmptyDirectory();
  }

  @Test
  void aPageHasANameThatEndsWithHtml() throws IOException {
    CommandRun report = CommandRun.of("report", run("run").toString(), "-o", dir + "/page.txt");
    assertThat(report.status()).isEqualTo(2);
    assertThat(report.err()).contains("name a file that ends with .html");
  }

  @Test
  void somebodysOwnFileIsNotReplacedUnasked() throws IOException {
    Path page = Files.writeString(dir.resolve("mine.html"), "<p>mine</p>");
    String run = run("run").toString();
    CommandRun report = CommandRun.of("report", run, "-o", page.toString());
    assertThat(report.status()).isEqualTo(1);
    assertThat(report.err()).contains(page + " exists and is no report of dora4j");
    assertThat(page).hasContent("<p>mine</p>");
    assertThat(CommandRun.of("report", run, "-o", page.toString(), "--overwrite").status())
        .isZero();
  }
}
