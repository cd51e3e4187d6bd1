package org.dora4j.report.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Groups of horizontal bars: for each category one bar for each group. Bars are a table underneath,
 * so that it reads without colours too.
 *
 * @param title above it
 * @param note a sentence under the title; may be empty
 * @param categories in this order
 * @param values for each group its values, one for each category, from 0 to {@code full}; NaN where
 *     there is none. The i-th group has the i-th colour.
 * @param full the value of a bar as long as there is room
 * @param unit after each value; may be empty
 */
public record BarChart(
    String title,
    String note,
    List<String> categories,
    Map<String, List<Double>> values,
    double full,
    String unit)
    implements Part {
  /** The colours of page.css. */
  private static final int COLOURS = 8;

  /** Part of the room that bars take; the rest is for their values. */
  private static final double BAR_PART = 0.8;

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException when a group has not one value for each category
   */
  public BarChart {
    categories = List.copyOf(categories);
    Map<String, List<Double>> copy = new LinkedHashMap<>();
    values.forEach((group, list) -> copy.put(group, List.copyOf(list)));
    values = java.util.Collections.unmodifiableMap(copy);
    int count = categories.size();
    if (values.values().stream().anyMatch(list -> list.size() != count)) {
      throw new IllegalArgumentException(
          "Each group of the bars '%s' needs %d values.".formatted(title, count));
    }
  }

  @Override
  public String html() {
    StringBuilder html = new StringBuilder("<figure class=\"bars\">\n<figcaption><h3>");
    html.append(Html.escape(title)).append("</h3>");
    if (!note.isBlank()) {
      html.append("<p>").append(Html.escape(note)).append("</p>");
    }
    html.append("</figcaption>\n<table>\n");
    for (int i = 0; i < categories.size(); i++) {
      html.append("<tbody>\n<tr><th colspan=\"2\" scope=\"rowgroup\">");
      html.append(Html.escape(categories.get(i))).append("</th></tr>\n");
      int colour = 0;
      for (Map.Entry<String, List<Double>> group : values.entrySet()) {
        html.append(row(colour++, group.getKey(), group.getValue().get(i)));
      }
      html.append("</tbody>\n");
    }
    return html.append("</table>\n</figure>\n").toString();
  }

  private String row(int colour, String group, double value) {
    String bar =
        Double.isFinite(value)
            ? String.format(
                Locale.ROOT,
                "<i class=\"c%d\" style=\"width:%.2f%%\"></i> %s%s",
                colour % COLOURS,
                100 * BAR_PART * Math.max(0, Math.min(1, value / full)),
                Ranges.text(value),
                Html.escape(unit))
            : "–";
    String name = Html.escape(group);
    return "<tr data-group=\"%s\"><th scope=\"row\">%s</th><td>%s</td></tr>\n"
        .formatted(name, name, bar);
  }
}
