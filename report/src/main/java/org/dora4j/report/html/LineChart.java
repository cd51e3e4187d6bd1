package org.dora4j.report.html;

import java.util.List;

/**
 * Lines over a common axis. The reader points at an abscissa to read every line there, drags to
 * zoom into a range, and clicks in the legend to hide a group.
 *
 * @param title above it
 * @param note a sentence under the title; may be empty
 * @param x the common axis
 * @param y what the lines show
 * @param series the lines, the last on top
 * @param wide whether it takes the page's whole width
 */
public record LineChart(
    String title, String note, Axis x, Axis y, List<Series> series, boolean wide) implements Part {

  /** Copies the list. */
  public LineChart {
    series = List.copyOf(series);
  }

  @Override
  public String html() {
    return ChartFigure.html("line", title, note, x, y, series, wide);
  }
}
