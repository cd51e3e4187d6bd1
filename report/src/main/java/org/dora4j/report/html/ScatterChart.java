package org.dora4j.report.html;

import java.util.List;

/**
 * Points in a plane, and lines through them. The reader points at the nearest point to read its
 * label, drags a rectangle to zoom into it, and clicks in the legend to hide a group.
 *
 * @param title above it
 * @param note a sentence under the title; may be empty
 * @param x horizontal axis
 * @param y vertical axis
 * @param series points ({@link Series.Look#POINTS}) and lines, the last on top
 * @param wide whether it takes the page's whole width
 */
public record ScatterChart(
    String title, String note, Axis x, Axis y, List<Series> series, boolean wide) implements Part {

  /** Copies the list. */
  public ScatterChart {
    series = List.copyOf(series);
  }

  @Override
  public String html() {
    return ChartFigure.html("scatter", title, note, x, y, series, wide);
  }
}
