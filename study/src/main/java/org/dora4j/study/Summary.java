package org.dora4j.study;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dora4j.report.TextTable;
import org.dora4j.torch.Memory;
import org.dora4j.train.event.ProgressLine;

/**
 * The results of a study: its arms with means and deviations over seeds.
 *
 * @param study what kind it is
 * @param cells results of all its cells
 */
public record Summary(Study study, List<CellResult> cells) {

  /** Copies the list. */
  public Summary {
    cells = List.copyOf(cells);
  }

  /** Reads the results of a study from its folder. */
  public static Summary read(Study study, StudyFolder folder) {
    return new Summary(study, CellResult.readAll(folder));
  }

  /** The arms in the order of their first cells. */
  public List<Arm> arms() {
    return Arm.of(cells);
  }

  /** The labels of the arms, without the seed. */
  public List<String> labels() {
    return cells.isEmpty() ? List.of() : List.copyOf(cells.get(0).arm().keySet());
  }

  /** The tasks that any cell has been put to. */
  public List<String> tasks() {
    Set<String> tasks = new LinkedHashSet<>();
    cells.forEach(cell -> tasks.addAll(cell.tasks().keySet()));
    return List.copyOf(tasks);
  }

  /** The arms against their baselines. */
  public List<Difference> differences() {
    return Difference.of(arms(), study.contrast(), study.baseline());
  }

  /**
   * A row for each arm: accuracies in per cent, mean ± sample standard deviation over n seeds, the
   * published mean beside them, and what the training runs took.
   */
  public TextTable table() {
    List<String> header = new ArrayList<>(labels());
    header.add("n");
    header.addAll(tasks());
    header.addAll(
        List.of("mean", "published", "loss", "trained %", "peak memory", "tok/s", "training"));
    TextTable table = TextTable.of(header);
    for (Arm arm : arms()) {
      table = table.row(row(arm));
    }
    return table;
  }

  private List<String> row(Arm arm) {
    List<String> row = new ArrayList<>(arm.labels().values());
    row.add(Integer.toString(arm.cells().size()));
    tasks().forEach(task -> row.add(arm.accuracy(task).percent()));
    row.add(arm.mean().percent());
    row.add(published(arm));
    row.add(arm.spread(cell -> cell.training().loss()).text(1, 4));
    double percent = arm.spread(cell -> cell.training().trainablePercent()).mean();
    row.add(Double.isNaN(percent) ? "–" : String.format(Locale.ROOT, "%.3f", percent));
    row.add(arm.peakBytes() < 0 ? "–" : Memory.format(arm.peakBytes()));
    row.add(whole(arm.spread(cell -> cell.training().tokensPerSecond()).mean()));
    double seconds = arm.spread(cell -> cell.training().seconds()).mean();
    row.add(Double.isNaN(seconds) ? "–" : ProgressLine.duration(seconds));
    return row;
  }

  private String published(Arm arm) {
    return study.published().figure(arm.labels(), Published.MEAN).stream()
        .mapToObj(mean -> String.format(Locale.ROOT, "%.1f", mean))
        .findFirst()
        .orElse("–");
  }

  private static String whole(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.0f", value);
  }

  /** Sentences on the differences, on what is missing, and on what only this study has to say. */
  public List<String> findings() {
    List<String> findings = new ArrayList<>();
    differences().forEach(difference -> findings.add(difference.sentence()));
    findings.addAll(study.findings(this));
    for (Arm arm : arms()) {
      if (arm.open() > 0) {
        findings.add("%s: cells that are not done yet: %d".formatted(arm.title(), arm.open()));
      }
    }
    cells.stream()
        .filter(cell -> cell.state() == CellResult.State.FAILED)
        .forEach(cell -> findings.add("%s failed: %s".formatted(cell.name(), cell.failure())));
    return findings;
  }
}
