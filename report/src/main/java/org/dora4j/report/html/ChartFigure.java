package org.dora4j.report.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all charts are in HTML: a figure with its data as JSON and a table of their ranges. */
final class ChartFigure {
  private ChartFigure() {}

  static String html(
      String kind, String title, String note, Axis x, Axis y, List<Series> series, boolean tall) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", kind);
    data.put("title", title);
    data.put("x", axis(x));
    data.put("y", axis(y));
    data.put("tall", tall);
    data.put("series", series.stream().map(Series::json).toList());
    StringBuilder html = new StringBuilder("<figure class=\"chart\">\n<figcaption><h3>");
    html.append(Html.escape(title)).append("</h3>");
    if (!note.isBlank()) {
      html.append("<p>").append(Html.escape(note)).append("</p>");
    }
    html.append("</figcaption>\n<div class=\"plot\"></div>\n");
    html.append("<script type=\"application/json\">").append(Html.json(data)).append("</script>\n");
    html.append("<details class=\"numbers\"><summary>Numbers of this chart</summary>\n");
    html.append(Ranges.table(title, series).html()).append("</details>\n");
    return html.append("</figure>\n").toString();
  }

  private static Map<String, Object> axis(Axis axis) {
    return Map.of("label", axis.label(), "log", axis.logarithmic());
  }
}
