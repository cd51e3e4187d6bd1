package org.dora4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTableTest {
  private static final ResultsTable EIGHT =
      new ResultsTable(
          new Scores(
              PublishedResults.tasks(),
              List.of(
                  new Scores.Method("ours", List.of(0.7, 0.8, 0.6, 0.9, 0.5, 0.65, 0.55, 0.75)))));

  @Test
  void looksLikeThePapersTable() {
    assertThat(EIGHT.table().markdown().lines().findFirst().orElseThrow())
        .isEqualTo(
            "| method | BoolQ | PIQA | SIQA | HellaS | WinoG | ARC-e | ARC-c | OBQA |  Avg |");
    assertThat(EIGHT.table().plain())
        .contains("ours     70.0  80.0  60.0    90.0   50.0   65.0   55.0  75.0  68.1");
  }

  @Test
  void theAverageIsTheMeanOfTheEightCells() {
    String[] cells = EIGHT.csv().lines().skip(1).findFirst().orElseThrow().split(",");
    double sum = 0;
    for (int i = 1; i <= 8; i++) {
      sum += Double.parseDouble(cells[i]);
    }
    assertThat(Double.parseDouble(cells[9])).isCloseTo(sum / 8, within(1e-4));
  }

  @Test
  void publishedRowsAreAveragedOverTheSameTasks() {
    ResultsTable two =
        new ResultsTable(
            new Scores(
                List.of("boolq", "piqa"), List.of(new Scores.Method("ours", List.of(0.5, 0.5)))));
    String text = two.beside(PublishedResults.of("llama3-8b")).table().plain();
    assertThat(text).contains("LLaMA3-8B DoRA r32 (paper)    74.6  89.3  82.0");
  }

  @Test
  void publishedAveragesAgreeWithTheirCells() {
    List<String> wrong =
        PublishedResults.all().stream()
            .filter(
                row ->
                    Math.abs(
                            row.average()
                                - row.accuracies().values().stream()
                                    .mapToDouble(a -> a)
                                    .average()
                                    .orElseThrow())
                        > 0.0011)
            .map(row -> row.model() + " " + row.method() + " " + row.source())
            .toList();
    assertThat(PublishedResults.all()).hasSize(29);
    assertThat(wrong).isEqualTo(Collections.emptyList());
  }

  @Test
  void anUnknownSourceIsToldWithThoseThereAre() {
    assertThatThrownBy(() -> PublishedResults.of("gpt"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"gpt\"")
        .hasMessageContaining("LLaMA3-8B");
  }

  @Test
  void writesMarkdownAndCsv(@TempDir Path dir) throws IOException {
    EIGHT.write(dir.resolve("new"), "A note.");
    assertThat(Files.readString(dir.resolve("new/results.md"))).contains("| ours", "A note.");
    assertThat(Files.readString(dir.resolve("new/results.csv")))
        .startsWith("method,BoolQ,")
        .contains("ours,70.0000,");
  }
}
