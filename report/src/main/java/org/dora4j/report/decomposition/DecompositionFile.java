package org.dora4j.report.decomposition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.report.RunLogException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code decomposition.json}.
 *
 * @param model location of the base
 * @param definition how directions were measured
 * @param checkpoints names of the checkpoints by series, in the order of training
 * @param points all of them
 * @param fits one for each series and module
 */
record DecompositionFile(
    String model,
    String definition,
    Map<String, List<String>> checkpoints,
    List<Point> points,
    List<Fit> fits) {
  static final String NAME = "decomposition.json";

  /**
   * Reads the file of a folder.
   *
   * @throws RunLogException if it is not what an analysis writes
   * @throws IOException if it cannot be read
   */
  static DecompositionFile read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    try {
      JsonNode json = JsonMapper.builder().build().readTree(Files.readString(file));
      Map<String, List<String>> checkpoints = new LinkedHashMap<>();
      for (JsonNode series : json.required("series")) {
        List<String> names = new ArrayList<>();
        series.required("checkpoints").forEach(name -> names.add(name.asString()));
        checkpoints.put(series.required("name").asString(), names);
      }
      List<Point> points = new ArrayList<>();
      json.required("points").forEach(node -> points.add(point(node)));
      List<Fit> fits = new ArrayList<>();
      json.required("fits").forEach(node -> fits.add(fit(node)));
      return new DecompositionFile(
          json.required("model").asString(),
          json.required("definition").asString(),
          checkpoints,
          points,
          fits);
    } catch (JacksonException e) {
      throw new RunLogException(
          file + " is not what 'dora4j analyze' writes; run the analysis again.", e);
    }
  }

  private static Point point(JsonNode node) {
    return new Point(
        node.required("series").asString(),
        node.required("checkpoint").asString(),
        node.required("layer").asInt(),
        node.required("module").asString(),
        node.required("delta_m").asDouble(),
        node.required("delta_d").asDouble());
  }

  private static Fit fit(JsonNode node) {
    return new Fit(
        node.required("series").asString(),
        node.required("method").asString(),
        node.required("module").asString(),
        node.required("points").asInt(),
        number(node, "pearson"),
        number(node, "pearson_low"),
        number(node, "pearson_high"),
        number(node, "slope"),
        number(node, "slope_low"),
        number(node, "slope_high"),
        number(node, "intercept"),
        node.required("note").asString());
  }

  private static double number(JsonNode node, String key) {
    return node.path(key).isNumber() ? node.path(key).asDouble() : Double.NaN;
  }

  List<String> series() {
    return List.copyOf(checkpoints.keySet());
  }

  List<String> modules() {
    return fits.stream().map(Fit::module).distinct().toList();
  }

  List<Point> points(String series, String module) {
    return points.stream()
        .filter(point -> point.series().equals(series) && point.module().equals(module))
        .toList();
  }

  /** Points of a series at the last of its checkpoints that has any. */
  List<Point> last(String series) {
    List<Point> own = points.stream().filter(point -> point.series().equals(series)).toList();
    return own.isEmpty()
        ? own
        : own.stream()
            .filter(p -> p.checkpoint().equals(own.get(own.size() - 1).checkpoint()))
            .toList();
  }

  /** Layers that have points, ascending. */
  List<Integer> layers() {
    return points.stream().map(Point::layer).distinct().sorted().toList();
  }
}
