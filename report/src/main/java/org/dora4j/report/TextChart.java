package org.dora4j.report;

import java.util.List;
import java.util.Locale;

/** Charts made of characters, for terminals and logs. */
public final class TextChart {
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
  private static final int[] COLOURS = {90, 34, 33, 32, 35};

  private TextChart() {}

  /**
   * Draws curves over a common frame. One curve, or several in colour, appear as Braille dots (two
   * columns and four rows to a character); several without colour, or without Unicode, as one
   * letter-like mark each.
   *
   * @param curves at most six
   * @param columns width of the drawing itself, without the numbers at its left; at least 10
   * @param rows height in lines; at least 3
   * @return lines, each with a line break; a short sentence when nothing can be drawn
   */
  public static String lines(List<Curve> curves, int columns, int rows, TextStyle style) {
    List<Curve> drawn = curves.stream().filter(curve -> !curve.isEmpty()).toList();
    if (drawn.isEmpty()) {
      return "(nothing to draw yet)\n";
    }
    return new TextPlot(drawn, Math.max(10, columns), Math.max(3, rows), style).draw();
  }

  /**
   * Draws accuracies as horizontal bars, one group for each task.
   *
   * @param columns width of a bar of 100 %; at least 10
   */
  public static String bars(Scores scores, int columns, TextStyle style) {
    int width = Math.max(10, columns);
    int taskWidth = scores.tasks().stream().mapToInt(String::length).max().orElse(0);
    int nameWidth =
        scores.methods().stream().mapToInt(method -> method.name().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < scores.tasks().size(); t++) {
      for (int m = 0; m < scores.methods().size(); m++) {
        Scores.Method method = scores.methods().get(m);
        double accuracy = method.accuracies().get(t);
        text.append(pad(m == 0 ? scores.tasks().get(t) : "", taskWidth))
            .append("  ")
            .append(pad(method.name(), nameWidth))
            .append("  ")
            .append(bar(accuracy, width, m, style))
            .append(
                String.format(
                    Locale.ROOT,
                    " %7s",
                    style.unicode() ? Numbers.percent(accuracy) : ascii(accuracy)))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String ascii(double accuracy) {
    return Double.isNaN(accuracy) ? "-" : Numbers.percent(accuracy);
  }

  private static String bar(double fraction, int width, int method, TextStyle style) {
    double cells = Double.isNaN(fraction) ? 0 : fraction * width;
    String bar;
    if (style.unicode()) {
      int eighths = (int) Math.round(8 * cells);
      bar = "█".repeat(eighths / 8) + (eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8));
    } else {
      bar = "#".repeat((int) Math.round(cells));
    }
    String space = " ".repeat(width - bar.length());
    return style.colour()
        ? "\u001B[" + COLOURS[method % COLOURS.length] + "m" + bar + "\u001B[0m" + space
        : bar + space;
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
