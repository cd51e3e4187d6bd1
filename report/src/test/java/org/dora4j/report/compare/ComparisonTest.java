package org.dora4j.report.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.dora4j.report.RunLogException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path dir;

  private Path run(String name) throws IOException {
    return RunFixture.write(dir.resolve(name), 12, 2, "method: dora\n");
  }

  @Test
  void runsOfOneNameAreToldApartByTheFoldersAbove() throws IOException {
    Comparison comparison = Comparison.read(List.of(run("a/run"), run("b/run"), run("other")));
    assertThat(comparison.runs().stream().map(ComparedRun::name).toList())
        .containsExactly("a/run", "b/run", dir.getFileName() + "/other");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() throws IOException {
    Path empty = Files.createDirectories(dir.resolve("empty"));
    assertThatThrownBy(() -> Comparison.read(List.of(empty)))
        .isInstanceOf(RunLogException.class)
        .hasMessage(
            empty
                + " holds no run: it has no metrics.jsonl. Name the folder that 'dora4j train' wrote.");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> Comparison.read(List.of(dir.resolve("none"))))
        .isInstanceOf(RunLogException.class)
        .hasMessageStartingWith("There is no folder " + dir.resolve("none"));
  }

  @Test
  void aRunNamedTwiceIsRefused() throws IOException {
    Path run = run("run");
    assertThatThrownBy(() -> Comparison.read(List.of(run, dir.resolve("x/../run"))))
        .hasMessageContaining("is named twice");
  }

  @Test
  void aTornLastLineIsLeftOutWithANote() throws IOException {
    Path run = run("run");
    Files.writeString(
        run.resolve("metrics.jsonl"), "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
    ComparedRun read = Comparison.read(List.of(run)).runs().get(0);
    assertThat(read.log().steps()).hasSize(12);
    assertThat(read.notes()).singleElement().asString().contains("metrics.jsonl was cut off");
  }

  @Test
  void aRunThatHasNotBegunHasAPageWithoutCharts() throws IOException {
    Path run = run("run");
    Files.writeString(run.resolve("metrics.jsonl"), "{\"event\":\"start\"}\n");
    String html = ComparisonPage.of(Comparison.read(List.of(run))).html();
    assertThat(html).contains("No step was logged.").doesNotContain("figure class=\"chart\"");
  }

  @Test
  void aBrokenConfigurationIsANote() throws IOException {
    Path run = run("run");
    Files.writeString(run.resolve("config.yaml"), "a: [1\nb: }");
    assertThat(Comparison.read(List.of(run)).runs().get(0).notes())
        .singleElement()
        .asString()
        .contains("is not YAML");
  }

  @Test
  void pageMarkdownAndPicturesAreWrittenUnderOneName() throws IOException {
    Comparison comparison = Comparison.read(List.of(run("a"), run("b")));
    ComparisonFiles files = new ComparisonFiles(dir.resolve("out/ab.html"));
    ComparisonFiles.Written written = files.write(comparison);
    assertThat(written.warnings()).isEmpty();
    assertThat(written.pictures())
        .extracting(path -> path.getFileName().toString())
        .containsExactly(
            "ab-loss.png",
            "ab-learning-rate.png",
            "ab-gradient-norm.png",
            "ab-speed.png",
            "ab-memory.png");
    assertThat(written.pictures()).allSatisfy(png -> assertThat(png).isNotEmptyFile());
    assertThat(Files.readString(written.markdown()))
        .startsWith("# Runs side by side\n")
        .contains("![Loss](ab-loss.png)", "## Validation");
    assertThat(files.inTheWay()).isNull();
  }

  @Test
  void somebodysOwnFilesAreInTheWay() throws IOException {
    Path page = dir.resolve("notes.html");
    Files.writeString(dir.resolve("notes.md"), "# My notes\n");
    assertThat(new ComparisonFiles(page).inTheWay()).isEqualTo(dir.resolve("notes.md"));
    Files.writeString(page, "<html></html>");
    assertThat(new ComparisonFiles(page).inTheWay()).isEqualTo(page);
  }
}
