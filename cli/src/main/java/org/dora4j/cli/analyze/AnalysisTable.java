package org.dora4j.cli.analyze;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.dora4j.analysis.Decomposition;
import org.dora4j.analysis.LineFit;
import org.dora4j.analysis.MatrixChange;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.TextTable;

/** What an analysis found, on a terminal: a line for each series and module. */
public final class AnalysisTable {
  private final Decomposition result;

  public AnalysisTable(Decomposition result) {
    this.result = result;
  }

  /** Prints the table, and under it a sentence for whatever is missing in it. */
  public void print(Terminal terminal) {
    TextTable table =
        TextTable.of(
            "series",
            "module",
            "points",
            "ΔM",
            "ΔD",
            "eff. rank",
            "r",
            "r, 95 %",
            "slope",
            "slope, 95 %");
    Set<String> notes = new TreeSet<>();
    for (LineFit fit : result.fits()) {
      table = table.row(row(fit));
      if (!fit.note().isEmpty()) {
        notes.add(fit.series() + ": " + fit.note() + ".");
      }
    }
    terminal.out().print(table.plain());
    terminal.note(
        terminal
            .errStyle()
            .faint(
                "ΔM, ΔD and effective rank: means over the layers at the last checkpoint; r: Pearson's correlation of ΔD and ΔM"));
    notes.forEach(terminal::note);
  }

  private List<String> row(LineFit fit) {
    List<MatrixChange> last = last(fit);
    return List.of(
        fit.series(),
        fit.module(),
        Integer.toString(fit.points()),
        number(mean(last, MatrixChange::deltaM)),
        number(mean(last, MatrixChange::deltaD)),
        last.get(0).update().isEmpty()
            ? "–"
            : "%.1f".formatted(mean(last, c -> c.update().orElseThrow().effectiveRank())),
        fit.pearson().isPresent() ? signed(fit.pearson().getAsDouble()) : "–",
        fit.pearsonInterval().map(AnalysisTable::interval).orElse("–"),
        fit.line().map(line -> number(line.slope())).orElse("–"),
        fit.line().map(line -> slopes(line.interval())).orElse("–"));
  }

  /** The changes of a series and module at the last checkpoint that touches it. */
  private List<MatrixChange> last(LineFit fit) {
    List<MatrixChange> own =
        result.changes().stream()
            .filter(c -> c.series().equals(fit.series()) && c.module().equals(fit.module()))
            .toList();
    String checkpoint = own.get(own.size() - 1).checkpoint();
    return own.stream().filter(c -> c.checkpoint().equals(checkpoint)).toList();
  }

  private static double mean(List<MatrixChange> changes, ToDoubleFunction<MatrixChange> value) {
    return changes.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static String interval(LineFit.Interval interval) {
    return signed(interval.low()) + " … " + signed(interval.high());
  }

  private static String slopes(LineFit.Interval interval) {
    return number(interval.low()) + " … " + number(interval.high());
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
