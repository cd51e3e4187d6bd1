package org.dora4j.report.decomposition;

import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Scale;
import org.dora4j.report.drawing.Shape;

/** Axes with ticks and a faint grid. */
final class Frame {
  private static final double TICK_SIZE = 15;
  private static final double TITLE_SIZE = 18;

  private Frame() {}

  static void draw(Drawing drawing, Scale x, Scale y, String xName, String yName) {
    for (double tick : x.ticks()) {
      drawing.line(x.at(tick), y.to(), x.at(tick), y.from(), Drawing.GRID);
      drawing.remark(x.at(tick), y.from() + 24, x.label(tick), TICK_SIZE, Shape.Anchor.MIDDLE);
    }
    horizontal(drawing, y, x.from(), x.to(), yName);
    drawing.text(
        (x.from() + x.to()) / 2, y.from() + 58, x.title(xName), TITLE_SIZE, Shape.Anchor.MIDDLE);
  }

  /** The upright axis with its lines. */
  static void horizontal(Drawing drawing, Scale y, double left, double right, String name) {
    for (double tick : y.ticks()) {
      drawing.line(left, y.at(tick), right, y.at(tick), Drawing.GRID);
      drawing.remark(left - 10, y.at(tick) + 5, y.label(tick), TICK_SIZE, Shape.Anchor.END);
    }
    drawing.line(left, y.from(), right, y.from(), Drawing.QUIET);
    drawing.line(left, y.from(), left, y.to(), Drawing.QUIET);
    drawing.add(
        new Shape.Text(
            left - 75,
            (y.from() + y.to()) / 2,
            y.title(name),
            TITLE_SIZE,
            false,
            Shape.Anchor.MIDDLE,
            Drawing.INK,
            false));
  }
}
