package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Accuracies in the layout of the paper's tables: one row for each method, one column for each
 * task, and the unweighted average.
 *
 * @param scores what to show
 */
public record ResultsTable(Scores scores) {
  private static final Map<String, String> LABELS =
      Map.of(
          "boolq", "BoolQ",
          "piqa", "PIQA",
          "social_i_qa", "SIQA",
          "hellaswag", "HellaS",
          "winogrande", "WinoG",
          "ARC-Easy", "ARC-e",
          "ARC-Challenge", "ARC-c",
          "openbookqa", "OBQA");
  private static final String AVERAGE = "Avg";

  /** What the paper's tables call a task; its own name for others. */
  public static String label(String task) {
    return LABELS.getOrDefault(task, task);
  }

  /**
   * This table with published rows below its own. Their average is over the same tasks as this
   * table's, so that it can be compared.
   */
  public ResultsTable beside(List<PublishedResults.Row> rows) {
    List<Scores.Method> methods = new ArrayList<>(scores.methods());
    for (PublishedResults.Row row : rows) {
      List<Double> accuracies =
          scores.tasks().stream()
              .map(task -> row.accuracies().getOrDefault(task, Double.NaN))
              .toList();
      methods.add(
          new Scores.Method(
              "%s %s (%s)".formatted(row.model(), row.method(), row.source()), accuracies));
    }
    return new ResultsTable(new Scores(scores.tasks(), methods));
  }

  /** In percent with one decimal. */
  public TextTable table() {
    List<String> header = new ArrayList<>(List.of("method"));
    scores.tasks().forEach(task -> header.add(label(task)));
    header.add(AVERAGE);
    TextTable table = TextTable.of(header);
    for (Scores.Method method : scores.methods()) {
      List<String> row = new ArrayList<>(List.of(method.name()));
      method.accuracies().forEach(accuracy -> row.add(decimal(accuracy)));
      row.add(decimal(method.mean()));
      table = table.row(row);
    }
    return table;
  }

  /** In percent with four decimals, empty where nothing was measured. */
  public String csv() {
    StringBuilder text = new StringBuilder("method");
    scores.tasks().forEach(task -> text.append(',').append(label(task)));
    text.append(',').append(AVERAGE).append('\n');
    for (Scores.Method method : scores.methods()) {
      text.append(quoted(method.name()));
      method.accuracies().forEach(accuracy -> text.append(',').append(cell(accuracy)));
      text.append(',').append(cell(method.mean())).append('\n');
    }
    return text.toString();
  }

  private static String decimal(double accuracy) {
    return Double.isNaN(accuracy) ? "–" : String.format(Locale.ROOT, "%.1f", 100 * accuracy);
  }

  private static String cell(double accuracy) {
    return Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, "%.4f", 100 * accuracy);
  }

  private static String quoted(String name) {
    return name.matches("[^\",\n]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * Writes {@code results.md} and {@code results.csv}.
   *
   * @param folder is made where missing; older files are replaced
   * @param note a paragraph below the Markdown table
   */
  public void write(Path folder, String note) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("results.md"), table().markdown() + "\n" + note + "\n");
    Files.writeString(folder.resolve("results.csv"), csv());
  }
}
