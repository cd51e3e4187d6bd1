package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The charts that a page holds, read as a browser reads them. */
final class EmbeddedData {
  private static final Pattern SCRIPT =
      Pattern.compile("<script type=\"application/json\">(.*?)</script>", Pattern.DOTALL);
  private static final JsonMapper JSON = new JsonMapper();

  private EmbeddedData() {}

  static List<JsonNode> charts(String html) {
    List<JsonNode> charts = new ArrayList<>();
    Matcher matcher = SCRIPT.matcher(html);
    while (matcher.find()) {
      charts.add(JSON.readTree(matcher.group(1)));
    }
    return charts;
  }

  /** A series of a chart by their titles. */
  static JsonNode series(String html, String chart, String name) {
    return charts(html).stream()
        .filter(node -> node.path("title").asString("").equals(chart))
        .flatMap(node -> node.path("series").valueStream())
        .filter(node -> node.path("name").asString("").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series '" + name + "' in '" + chart + "'"));
  }

  static double[] numbers(JsonNode list) {
    return list.valueStream().mapToDouble(v -> v.isNumber() ? v.asDouble() : Double.NaN).toArray();
  }
}
