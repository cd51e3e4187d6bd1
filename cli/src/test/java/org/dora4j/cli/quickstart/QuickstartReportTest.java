package org.dora4j.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.dora4j.report.Scores;
import org.dora4j.train.event.TrainFinish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartReportTest {

  @Test
  void chartsThatCannotBeDrawnAreToldAndTheTableIsKept(@TempDir Path dir) throws IOException {
    Files.createDirectories(dir.resolve("accuracy.png"));
    List<String> warnings = new ArrayList<>();

    Path report = QuickstartReport.write(plan(dir), result(), warnings::add);

    assertThat(warnings).singleElement().asString().contains("without charts", "accuracy.png");
    assertThat(report).content().contains("| world-boolq", "| mean").doesNotContain("png");
  }

  private static QuickstartPlan plan(Path dir) {
    return new QuickstartPlan(dir, 2, 1e-3, 2, 3, 42);
  }

  private static QuickstartResult result() {
    TrainFinish finish =
        new TrainFinish(
            2, 2, false, 0.5, OptionalDouble.empty(), OptionalInt.empty(), 1, 10, -1, null);
    Scores scores =
        new Scores(List.of("world-boolq"), List.of(new Scores.Method("before", List.of(0.5))));
    return new QuickstartResult(scores, finish, finish, 2);
  }
}
