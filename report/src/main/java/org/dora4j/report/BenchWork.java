package org.dora4j.report;

import tools.jackson.databind.JsonNode;

/** What a measurement did, in a few words made of its settings: equal words, equal work. */
final class BenchWork {
  private BenchWork() {}

  static String step(JsonNode settings) {
    String method = text(settings, "method");
    String kind = method.equals("full") ? method : method + " r " + text(settings, "rank");
    boolean rows = settings.path("data").isString();
    String batch = text(settings, "batch") + (rows ? " rows" : " × " + text(settings, "seq"));
    double dropout = settings.path("dropout").asDouble(0);
    return "%s, %s, %s%s%s, %s"
        .formatted(
            model(settings),
            kind,
            batch,
            dropout > 0 ? ", dropout " + Numbers.axis(dropout) : "",
            settings.path("recompute").asBoolean(false) ? ", recompute" : "",
            text(settings, "dtype"));
  }

  static String decode(JsonNode settings) {
    int beams = settings.path("beams").asInt(1);
    return "%s, %s × (%s + %s), %s, %s"
        .formatted(
            model(settings),
            text(settings, "batch"),
            text(settings, "prompt"),
            text(settings, "new"),
            beams == 1 ? "greedy" : beams + " beams",
            text(settings, "dtype"));
  }

  static String load(JsonNode settings) {
    return "loading %s, %s".formatted(model(settings), text(settings, "dtype"));
  }

  /** A shape's name, or the last part of a path. */
  private static String model(JsonNode settings) {
    String shape = text(settings, "shape");
    String name = shape.equals("?") ? text(settings, "model") : shape;
    return name.substring(name.replaceAll("/+$", "").lastIndexOf('/') + 1);
  }

  private static String text(JsonNode settings, String field) {
    JsonNode value = settings.path(field);
    return value.isNull() ? "?" : value.asString("?");
  }
}
