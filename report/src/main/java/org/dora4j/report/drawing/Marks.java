package org.dora4j.report.drawing;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** Forms of points that are told apart without colour: filled first, then the same as outlines. */
public final class Marks {
  private static final int CIRCLE_CORNERS = 24;
  private static final double[][] FORMS = {
    regular(CIRCLE_CORNERS, 0, 0.9),
    regular(4, 45, 1.15),
    regular(4, 0, 1.25),
    regular(3, -90, 1.25),
    regular(3, 90, 1.25),
    star(5, 1.35, 0.6),
    star(4, 1.35, 0.5),
    regular(5, -90, 1.1)
  };

  private Marks() {}

  /**
   * A mark.
   *
   * @param i which form; after all of them they begin again
   * @param size half its width
   */
  public static Shape.Polygon of(int i, double x, double y, double size, Color colour, String tip) {
    double[] form = FORMS[i % FORMS.length];
    List<Double> points = new ArrayList<>();
    for (int k = 0; k < form.length; k += 2) {
      points.add(x + size * form[k]);
      points.add(y + size * form[k + 1]);
    }
    return new Shape.Polygon(points, colour, i / FORMS.length % 2 == 0, tip);
  }

  private static double[] regular(int corners, double turn, double radius) {
    double[] points = new double[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = Math.toRadians(turn) + 2 * Math.PI * i / corners;
      points[2 * i] = radius * Math.cos(angle);
      points[2 * i + 1] = radius * Math.sin(angle);
    }
    return points;
  }

  private static double[] star(int rays, double outer, double inner) {
    double[] points = new double[4 * rays];
    for (int i = 0; i < 2 * rays; i++) {
      double angle = Math.PI * i / rays - Math.PI / 2;
      double radius = i % 2 == 0 ? outer : inner;
      points[2 * i] = radius * Math.cos(angle);
      points[2 * i + 1] = radius * Math.sin(angle);
    }
    return points;
  }
}
