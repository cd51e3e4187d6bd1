package org.dora4j.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A table whose first column names its rows. Columns of numbers are aligned to the right.
 *
 * @param caption what it shows; may be empty
 * @param header as many texts as columns
 * @param rows the cells
 */
public record DataTable(String caption, List<String> header, List<List<String>> rows)
    implements Part {
  private static final Pattern NUMBER =
      Pattern.compile("[-+−]?[\\d.,]+(e[-+]?\\d+)?( ?[%a-zA-Z/]{1,7})?( ± [\\d.,]+)?|–|");

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when a row has another number of cells than the header
   */
  public DataTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "A row of %d cells does not fit a table of %d columns."
                .formatted(row.size(), header.size()));
      }
    }
  }

  /** A table without rows. */
  public static DataTable of(String caption, String... header) {
    return new DataTable(caption, List.of(header), List.of());
  }

  /** This table with one more row. */
  public DataTable row(List<String> cells) {
    List<List<String>> more = new ArrayList<>(rows);
    more.add(cells);
    return new DataTable(caption, header, more);
  }

  /** This table with one more row. */
  public DataTable row(String... cells) {
    return row(List.of(cells));
  }

  @Override
  public String html() {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n");
    if (!caption.isBlank()) {
      html.append("<caption>").append(Html.escape(caption)).append("</caption>\n");
    }
    html.append("<thead><tr>");
    for (int c = 0; c < header.size(); c++) {
      html.append("<th scope=\"col\"").append(alignment(c)).append('>');
      html.append(Html.escape(header.get(c))).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(row.get(0))).append("</th>");
      for (int c = 1; c < row.size(); c++) {
        html.append("<td").append(alignment(c)).append('>');
        html.append(Html.escape(row.get(c))).append("</td>");
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table></div>\n").toString();
  }

  private String alignment(int column) {
    boolean numeric =
        column > 0
            && !rows.isEmpty()
            && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    return numeric ? " class=\"n\"" : "";
  }
}
