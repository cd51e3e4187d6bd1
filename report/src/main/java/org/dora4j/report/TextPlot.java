package org.dora4j.report;

import java.util.Arrays;
import java.util.List;

/** One drawing of curves in characters: a frame, the curves' cells, and what the marks mean. */
final class TextPlot {
  private static final int[] COLOURS = {34, 33, 32, 35, 36, 31};
  private static final String MARKS = "*o+x#@";

  /** Bit of a Braille character for the dot at [row][column]. */
  private static final int[][] DOTS = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

  private final List<Curve> curves;
  private final int columns;
  private final int rows;
  private final TextStyle style;
  private final boolean braille;
  private final int[][] cells;
  private final int[][] owner;
  private final Extent extent;

  TextPlot(List<Curve> curves, int columns, int rows, TextStyle style) {
    this.curves = curves;
    this.columns = columns;
    this.rows = rows;
    this.style = style;
    this.braille = style.unicode() && (style.colour() || curves.size() == 1);
    this.cells = new int[rows][columns];
    this.owner = new int[rows][columns];
    this.extent = Extent.of(curves);
  }

  String draw() {
    for (int i = 0; i < curves.size(); i++) {
      plot(curves.get(i), i);
    }
    StringBuilder text = new StringBuilder();
    int labelWidth =
        Math.max(Numbers.loss(extent.top()).length(), Numbers.loss(extent.bottom()).length());
    for (int r = 0; r < rows; r++) {
      String label =
          r == 0 ? Numbers.loss(extent.top()) : r == rows - 1 ? Numbers.loss(extent.bottom()) : "";
      text.append(" ".repeat(labelWidth - label.length())).append(label);
      text.append(style.unicode() ? (label.isEmpty() ? " │" : " ┤") : " |")
          .append(row(r))
          .append('\n');
    }
    text.append(" ".repeat(labelWidth + 1)).append(style.unicode() ? "└" : "+");
    text.append((style.unicode() ? "─" : "-").repeat(columns)).append('\n');
    String first = Numbers.axis(extent.left());
    String last = Numbers.axis(extent.right());
    text.append(" ".repeat(labelWidth + 2)).append(first);
    text.append(" ".repeat(Math.max(1, columns - first.length() - last.length())))
        .append(last)
        .append('\n');
    return text.append(legend(labelWidth + 2)).toString();
  }

  private String legend(int indent) {
    if (curves.size() == 1) {
      return "";
    }
    StringBuilder text = new StringBuilder(" ".repeat(indent));
    for (int i = 0; i < curves.size(); i++) {
      text.append(i == 0 ? "" : "   ");
      text.append(coloured(braille ? "──" : String.valueOf(mark(i)), i))
          .append(' ')
          .append(curves.get(i).name());
    }
    return text.append('\n').toString();
  }

  private String row(int r) {
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < columns; c++) {
      if (cells[r][c] == 0) {
        text.append(' ');
      } else {
        int i = owner[r][c];
        text.append(coloured(String.valueOf(braille ? (char) (0x2800 + cells[r][c]) : mark(i)), i));
      }
    }
    return style.colour() ? text.toString() : text.toString().stripTrailing();
  }

  private String coloured(String text, int i) {
    return style.colour()
        ? "\u001B[" + COLOURS[i % COLOURS.length] + "m" + text + "\u001B[0m"
        : text;
  }

  private static char mark(int i) {
    return MARKS.charAt(i % MARKS.length());
  }

  /** Marks, for every dot column, the dots between this column's mean and the last one's. */
  private void plot(Curve curve, int index) {
    int dotColumns = braille ? 2 * columns : columns;
    int dotRows = braille ? 4 * rows : rows;
    double[] means = columnMeans(curve, dotColumns);
    int last = -1;
    for (int c = 0; c < dotColumns; c++) {
      if (Double.isNaN(means[c])) {
        continue;
      }
      int r = (int) Math.round(extent.down(means[c]) * (dotRows - 1));
      int from = !braille || last < 0 ? r : last < r ? last + 1 : last > r ? last - 1 : r;
      for (int y = Math.min(from, r); y <= Math.max(from, r); y++) {
        dot(y, c, index);
      }
      last = r;
    }
  }

  private void dot(int dotRow, int dotColumn, int index) {
    int r = braille ? dotRow / 4 : dotRow;
    int c = braille ? dotColumn / 2 : dotColumn;
    cells[r][c] |= braille ? DOTS[dotRow % 4][dotColumn % 2] : 1;
    owner[r][c] = index;
  }

  /**
   * The mean of the values that fall into each column; columns between two values are interpolated.
   */
  private double[] columnMeans(Curve curve, int count) {
    double[] sums = new double[count];
    int[] hits = new int[count];
    for (int i = 0; i < curve.x().length; i++) {
      if (Double.isFinite(curve.y()[i])) {
        int c = (int) Math.round(extent.across(curve.x()[i]) * (count - 1));
        sums[c] += curve.y()[i];
        hits[c]++;
      }
    }
    double[] means = new double[count];
    Arrays.setAll(means, c -> hits[c] == 0 ? Double.NaN : sums[c] / hits[c]);
    int known = -1;
    for (int c = 0; c < count; c++) {
      if (hits[c] > 0) {
        for (int between = known + 1; known >= 0 && between < c; between++) {
          means[between] =
              means[known] + (means[c] - means[known]) * (between - known) / (c - known);
        }
        known = c;
      }
    }
    return means;
  }
}
