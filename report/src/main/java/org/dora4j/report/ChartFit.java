package org.dora4j.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.util.List;
import org.knowm.xchart.style.Styler;

/** Words that must not leave the picture: its title, and the names of what is drawn. */
final class ChartFit {
  private static final int ROOM = Charts.WIDTH - 60;
  private static final int SMALLEST_TITLE = 18;
  private static final int SMALLEST_LEGEND = 17;

  /** What an entry of a legend takes beside its name: a piece of line and the gaps. */
  private static final int BESIDE_A_NAME = 96;

  private ChartFit() {}

  /** Makes the title's type smaller until it fits. */
  static void title(Styler styler, String title) {
    title(styler, title, ROOM);
  }

  private static void title(Styler styler, String title, double room) {
    Font font = styler.getChartTitleFont();
    while (width(title, font) > room && font.getSize() > SMALLEST_TITLE) {
      font = font.deriveFont(font.getSize2D() - 1);
    }
    styler.setChartTitleFont(font);
  }

  /**
   * The same, with the legend in a line below, if need be in smaller type, or on the right where no
   * line fits; the title then stands over what is left of the width.
   */
  static void titleAndLegend(Styler styler, String title, List<String> names) {
    Font font = styler.getLegendFont();
    while (line(names, font) > ROOM && font.getSize() > SMALLEST_LEGEND) {
      font = font.deriveFont(font.getSize2D() - 1);
    }
    styler.setLegendFont(font);
    if (line(names, font) <= ROOM) {
      styler.setLegendPosition(Styler.LegendPosition.OutsideS);
      styler.setLegendLayout(Styler.LegendLayout.Horizontal);
      title(styler, title);
    } else {
      styler.setLegendPosition(Styler.LegendPosition.OutsideE);
      styler.setLegendLayout(Styler.LegendLayout.Vertical);
      double widest =
          names.stream()
              .mapToDouble(name -> line(List.of(name), styler.getLegendFont()))
              .max()
              .orElse(0);
      title(styler, title, ROOM - widest);
    }
  }

  private static double line(List<String> names, Font font) {
    return names.stream().mapToDouble(name -> BESIDE_A_NAME + width(name, font)).sum();
  }

  private static double width(String text, Font font) {
    return font.getStringBounds(text, new FontRenderContext(null, true, true)).getWidth();
  }
}
