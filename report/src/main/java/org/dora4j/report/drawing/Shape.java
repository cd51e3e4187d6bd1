package org.dora4j.report.drawing;

import java.awt.Color;
import java.util.List;

/** Something in a picture; lengths are pixels of a PNG, y points down. */
public sealed interface Shape {

  /** Where a text stands relative to its point. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * A straight line.
   *
   * @param dash length of dashes and gaps; 0 for none
   */
  record Line(double x1, double y1, double x2, double y2, Color colour, double width, double dash)
      implements Shape {}

  /**
   * A filled box.
   *
   * @param tip what a page says when the pointer rests on it; may be empty
   */
  record Box(double x, double y, double width, double height, Color fill, String tip)
      implements Shape {}

  /**
   * A polygon, filled or only outlined.
   *
   * @param points x and y in turn
   * @param tip what a page says when the pointer rests on it; may be empty
   */
  record Polygon(List<Double> points, Color colour, boolean filled, String tip) implements Shape {
    public Polygon {
      points = List.copyOf(points);
    }
  }

  /**
   * A line of text on a baseline.
   *
   * @param upright false turns it by a quarter, to be read from below
   */
  record Text(
      double x,
      double y,
      String text,
      double size,
      boolean bold,
      Anchor anchor,
      Color colour,
      boolean upright)
      implements Shape {}
}
