package org.dora4j.report.decomposition;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Ramp;
import org.dora4j.report.drawing.Shape;

/** ΔM and ΔD of one series at its last checkpoint: layers downwards, modules across. */
final class HeatMap {
  private static final double ROUNDING = 1e-15;
  private static final int WIDTH = 1000;
  private static final double TOP = 130;
  private static final double LEFT = 70;
  private static final double PANEL = 430;
  private static final double GAP = 55;

  private final DecompositionFile file;
  private final List<Point> points;
  private final List<String> modules;
  private final double row;
  private final Drawing drawing;

  private HeatMap(DecompositionFile file, String series) {
    this.file = file;
    this.points = file.last(series);
    this.modules =
        file.modules().stream()
            .filter(module -> points.stream().anyMatch(p -> p.module().equals(module)))
            .toList();
    int layers = file.layers().size();
    this.row = layers > 24 ? 20 : 26;
    this.drawing =
        new Drawing(
            WIDTH, (int) (TOP + layers * row + 85), "Change by layer and module, " + series);
    drawing.heading(LEFT, 42, series + ", last checkpoint", 28);
  }

  static Drawing of(DecompositionFile file, String series) {
    HeatMap map = new HeatMap(file, series);
    map.panel("ΔM", point -> rounded(point.deltaM()), LEFT);
    map.panel("ΔD", point -> rounded(point.deltaD()), LEFT + PANEL + GAP);
    return map.drawing;
  }

  /** What only rounding has made would else be drawn over all colours. */
  private static double rounded(double change) {
    return Math.abs(change) < ROUNDING ? 0 : change;
  }

  private void panel(String name, ToDoubleFunction<Point> value, double left) {
    double low = points.stream().mapToDouble(value).min().orElse(0);
    double high = points.stream().mapToDouble(value).max().orElse(1);
    drawing.text(left, 82, name, 21, Shape.Anchor.START);
    List<Integer> layers = file.layers();
    double column = PANEL / modules.size();
    for (int i = 0; i < modules.size(); i++) {
      String label = modules.get(i).replaceFirst("_proj$", "");
      drawing.remark(left + (i + 0.5) * column, TOP - 10, label, 17, Shape.Anchor.MIDDLE);
    }
    for (int i = 0; i < layers.size(); i++) {
      String label = Integer.toString(layers.get(i));
      drawing.remark(left - 8, TOP + (i + 0.72) * row, label, 15, Shape.Anchor.END);
    }
    for (Point point : points) {
      double v = value.applyAsDouble(point);
      drawing.add(
          new Shape.Box(
              left + modules.indexOf(point.module()) * column,
              TOP + layers.indexOf(point.layer()) * row,
              column - 1.5,
              row - 1.5,
              Ramp.at(high > low ? (v - low) / (high - low) : 0.5),
              tip(point, name, v)));
    }
    key(left, TOP + layers.size() * row + 22, low, high);
  }

  private static String tip(Point point, String name, double value) {
    return String.format(
        Locale.ROOT, "layer %d, %s: %s %.4g", point.layer(), point.module(), name, value);
  }

  private void key(double left, double top, double low, double high) {
    int steps = 60;
    double width = 200.0 / steps;
    for (int i = 0; i < steps; i++) {
      drawing.add(
          new Shape.Box(left + i * width, top, width + 0.3, 14, Ramp.at(i / (steps - 1.0)), ""));
    }
    drawing.remark(left, top + 36, number(low), 17, Shape.Anchor.START);
    drawing.remark(left + 200, top + 36, number(high), 17, Shape.Anchor.END);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
