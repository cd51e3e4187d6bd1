package org.dora4j.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A matrix of values as a table whose cells are the stronger coloured the greater their value.
 *
 * @param caption what it shows
 * @param corner heading of the rows' names
 * @param columns names of the columns
 * @param rows names of the rows
 * @param values one array for each row, one value for each column; NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Heat maps are drawn, never compared.
public record HeatMap(
    String caption, String corner, List<String> columns, List<String> rows, double[][] values)
    implements Part {

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException when there is not one value for each row and column
   */
  public HeatMap {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    int width = columns.size();
    if (values.length != rows.size() || Arrays.stream(values).anyMatch(v -> v.length != width)) {
      throw new IllegalArgumentException(
          "The heat map '%s' needs %d × %d values.".formatted(caption, rows.size(), width));
    }
  }

  @Override
  public String html() {
    double least = finite().min().orElse(0);
    double greatest = finite().max().orElse(0);
    StringBuilder html =
        new StringBuilder("<div class=\"scroll\"><table class=\"heat\">\n<caption>");
    html.append(Html.escape(caption)).append("</caption>\n<thead><tr><th scope=\"col\">");
    html.append(Html.escape(corner)).append("</th>");
    columns.forEach(
        name -> html.append("<th scope=\"col\">").append(Html.escape(name)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (int r = 0; r < rows.size(); r++) {
      html.append("<tr><th scope=\"row\">").append(Html.escape(rows.get(r))).append("</th>");
      for (double value : values[r]) {
        html.append(cell(value, least, greatest));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table></div>\n").toString();
  }

  private java.util.stream.DoubleStream finite() {
    return Arrays.stream(values).flatMapToDouble(Arrays::stream).filter(Double::isFinite);
  }

  private static String cell(double value, double least, double greatest) {
    if (!Double.isFinite(value)) {
      return "<td>–</td>";
    }
    double part = greatest > least ? (value - least) / (greatest - least) : 0;
    return String.format(
        Locale.ROOT, "<td style=\"--heat:%.0f%%\">%s</td>", 100 * part, Ranges.text(value));
  }
}
