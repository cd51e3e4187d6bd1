package org.dora4j.report.decomposition;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Marks;
import org.dora4j.report.drawing.Ramp;
import org.dora4j.report.drawing.Scale;
import org.dora4j.report.drawing.Shape;

/**
 * The paper's Figure 2: ΔM over ΔD of one series and module, colour by layer, form by checkpoint,
 * and the line that fits the points best.
 */
final class Scatter {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 700;
  private static final double LEFT = 105;
  private static final double RIGHT = 760;
  private static final double TOP = 95;
  private static final double BOTTOM = 605;
  private static final double MARK = 7.5;
  private static final double LEGEND = 800;
  private static final int MOST_FORMS = 16;
  private static final Color FIT = new Color(0xB0, 0x30, 0x30);

  private final DecompositionFile file;
  private final Fit fit;
  private final List<Point> points;
  private final Scale x;
  private final Scale y;
  private final Drawing drawing;

  private Scatter(DecompositionFile file, Fit fit) {
    this.file = file;
    this.fit = fit;
    this.points = file.points(fit.series(), fit.module());
    this.x = Scale.of(points.stream().map(Point::deltaD).toList(), false, LEFT, RIGHT);
    this.y = Scale.of(points.stream().map(Point::deltaM).toList(), false, BOTTOM, TOP);
    this.drawing =
        new Drawing(
            WIDTH,
            HEIGHT,
            "Magnitude over direction, %s %s: %s"
                .formatted(fit.series(), fit.module(), fit.correlation()));
  }

  static Drawing of(DecompositionFile file, Fit fit) {
    return new Scatter(file, fit).draw();
  }

  private Drawing draw() {
    drawing.heading(LEFT, 42, fit.series() + ", " + fit.module(), 24);
    drawing.remark(LEFT, 70, fit.correlation(), 17, Shape.Anchor.START);
    Frame.draw(drawing, x, y, "ΔD", "ΔM");
    line();
    for (Point point : points) {
      drawing.add(
          Marks.of(
              form(point),
              x.at(point.deltaD()),
              y.at(point.deltaM()),
              MARK,
              colour(point.layer()),
              tip(point)));
    }
    layers();
    checkpoints();
    return drawing;
  }

  private int form(Point point) {
    return checkpointNames().indexOf(point.checkpoint());
  }

  private List<String> checkpointNames() {
    return file.checkpoints().getOrDefault(fit.series(), List.of());
  }

  private Color colour(int layer) {
    List<Integer> layers = file.layers();
    return Ramp.at(layers.size() < 2 ? 0 : layers.indexOf(layer) / (layers.size() - 1.0));
  }

  private static String tip(Point point) {
    return String.format(
        Locale.ROOT,
        "layer %d, %s: ΔD %.4g, ΔM %.4g",
        point.layer(),
        point.checkpoint(),
        point.deltaD(),
        point.deltaM());
  }

  /** The fitted line over the points' range, cut where it leaves the frame. */
  private void line() {
    if (!fit.hasLine()) {
      return;
    }
    double from = points.stream().mapToDouble(Point::deltaD).min().orElse(0);
    double to = points.stream().mapToDouble(Point::deltaD).max().orElse(1);
    if (fit.slope() != 0) {
      double a = (y.low() - fit.intercept()) / fit.slope();
      double b = (y.high() - fit.intercept()) / fit.slope();
      from = Math.max(from, Math.min(a, b));
      to = Math.min(to, Math.max(a, b));
    }
    drawing.add(
        new Shape.Line(
            x.at(from),
            y.at(fit.intercept() + fit.slope() * from),
            x.at(to),
            y.at(fit.intercept() + fit.slope() * to),
            FIT,
            2.5,
            9));
  }

  /** A bar of the layers' colours. */
  private void layers() {
    List<Integer> layers = file.layers();
    double top = TOP + 18;
    double height = 210.0 / layers.size();
    drawing.text(LEGEND, TOP + 4, "layer", 16, Shape.Anchor.START);
    int every = Math.max(1, (layers.size() + 7) / 8);
    for (int i = 0; i < layers.size(); i++) {
      double at = top + i * height;
      String name = "layer " + layers.get(i);
      drawing.add(new Shape.Box(LEGEND, at, 22, height + 0.3, colour(layers.get(i)), name));
      if (i % every == 0 || (i == layers.size() - 1 && i % every > every / 2)) {
        drawing.remark(
            LEGEND + 30,
            at + height / 2 + 5,
            Integer.toString(layers.get(i)),
            14,
            Shape.Anchor.START);
      }
    }
  }

  private void checkpoints() {
    List<String> names = checkpointNames();
    double top = TOP + 268;
    double height = Math.min(24, (BOTTOM - top - 10) / Math.min(names.size(), MOST_FORMS));
    drawing.text(LEGEND, top - 12, "checkpoint", 16, Shape.Anchor.START);
    for (int i = 0; i < Math.min(names.size(), MOST_FORMS); i++) {
      double at = top + 10 + i * height;
      drawing.add(Marks.of(i, LEGEND + 11, at, 6.5, Drawing.QUIET, ""));
      drawing.remark(LEGEND + 30, at + 5, shortened(names.get(i)), 14, Shape.Anchor.START);
    }
  }

  private static String shortened(String name) {
    return name.length() <= 20 ? name : "…" + name.substring(name.length() - 19);
  }
}
