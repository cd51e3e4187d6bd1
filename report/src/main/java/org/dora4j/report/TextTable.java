package org.dora4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A small table for terminals and Markdown. Columns of numbers are aligned to the right. */
public final class TextTable {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?[\\d.,]+(e[-+]?\\d+)?( ± [\\d.]+)?( ?[%a-zA-Z/]{1,7})?|–|");
  private final List<String> header;
  private final List<List<String>> rows;

  private TextTable(List<String> header, List<List<String>> rows) {
    this.header = List.copyOf(header);
    this.rows = List.copyOf(rows);
  }

  /** A table without rows. */
  public static TextTable of(List<String> header) {
    if (header.isEmpty()) {
      throw new IllegalArgumentException("A table needs at least one column.");
    }
    return new TextTable(header, List.of());
  }

  /** A table without rows. */
  public static TextTable of(String... header) {
    return of(List.of(header));
  }

  /**
   * This table with one more row.
   *
   * @throws IllegalArgumentException when the row has another number of cells than the header
   */
  public TextTable row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "A row of %d cells does not fit a table of %d columns."
              .formatted(cells.size(), header.size()));
    }
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.copyOf(cells));
    return new TextTable(header, more);
  }

  /** This table with one more row. */
  public TextTable row(String... cells) {
    return row(List.of(cells));
  }

  /**
   * For a terminal: aligned by spaces, a rule of dashes under the header, a line break at the end.
   */
  public String plain() {
    StringBuilder text = new StringBuilder();
    text.append(line(header, "  ", "", "").stripTrailing()).append('\n');
    text.append(rule("  ", '-', false)).append('\n');
    rows.forEach(row -> text.append(line(row, "  ", "", "").stripTrailing()).append('\n'));
    return text.toString();
  }

  /**
   * For a Markdown file: also aligned, so that it reads well as it stands; a line break at the end.
   */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(line(escaped(header), " | ", "| ", " |")).append('\n');
    text.append("|").append(rule("|", '-', true)).append("|\n");
    rows.forEach(row -> text.append(line(escaped(row), " | ", "| ", " |")).append('\n'));
    return text.toString();
  }

  private String line(List<String> cells, String gap, String start, String end) {
    List<String> padded = new ArrayList<>();
    for (int c = 0; c < cells.size(); c++) {
      String space = " ".repeat(Math.max(0, width(c) - length(cells.get(c))));
      padded.add(isNumeric(c) ? space + cells.get(c) : cells.get(c) + space);
    }
    return padded.stream().collect(Collectors.joining(gap, start, end));
  }

  private String rule(String gap, char dash, boolean markdown) {
    List<String> parts = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      String dashes = String.valueOf(dash).repeat(width(c));
      parts.add(
          !markdown
              ? dashes
              : isNumeric(c) ? " " + dashes.substring(1) + ": " : " " + dashes + " ");
    }
    return String.join(gap, parts);
  }

  private int width(int column) {
    // Three is the least that Markdown's alignment row needs.
    int width = Math.max(3, length(escape(header.get(column))));
    for (List<String> row : rows) {
      width = Math.max(width, length(escape(row.get(column))));
    }
    return width;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
  }

  private static List<String> escaped(List<String> cells) {
    return cells.stream().map(TextTable::escape).toList();
  }

  private static String escape(String cell) {
    return cell.replace("|", "\\|").replace("\n", " ");
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
