package org.dora4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.dora4j.report.TextTable;

/**
 * Figures that others have published of the same study.
 *
 * @param source who, where, of which model
 * @param labels names of the labels that tell its rows apart
 * @param figures names of the figures; {@code mean} is the mean accuracy in per cent
 * @param rows label values and figures as texts, in the order of these names; {@code –} for none
 */
public record Published(
    String source, List<String> labels, List<String> figures, List<List<String>> rows) {
  /** The figure that the means of a study stand beside. */
  public static final String MEAN = "mean";

  /** Copies the lists. */
  public Published {
    labels = List.copyOf(labels);
    figures = List.copyOf(figures);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * Reads a table written with bars between its cells, one row a line, names first.
   *
   * @param labels number of columns that are labels
   */
  public static Published of(String source, int labels, String table) {
    List<List<String>> lines =
        table
            .lines()
            .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
            .toList();
    List<String> names = lines.get(0);
    return new Published(
        source,
        names.subList(0, labels),
        names.subList(labels, names.size()),
        lines.subList(1, lines.size()));
  }

  /** A figure of the row whose labels an arm has; empty where there is none. */
  public OptionalDouble figure(Map<String, String> arm, String figure) {
    int column = figures.indexOf(figure);
    if (column < 0) {
      return OptionalDouble.empty();
    }
    return rows.stream()
        .filter(row -> labels(row).equals(arm))
        .map(row -> row.get(labels.size() + column))
        .filter(text -> !text.equals("–"))
        .mapToDouble(Double::parseDouble)
        .findFirst();
  }

  private Map<String, String> labels(List<String> row) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < labels.size(); i++) {
      values.put(labels.get(i), row.get(i));
    }
    return values;
  }

  /** All of it. */
  public TextTable table() {
    List<String> header = new ArrayList<>(labels);
    header.addAll(figures);
    TextTable table = TextTable.of(header);
    for (List<String> row : rows) {
      table = table.row(row);
    }
    return table;
  }
}
