package org.dora4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/**
 * What all charts share: large type, white ground, faint horizontal lines, nothing that is not
 * needed.
 */
final class ChartLook {
  private ChartLook() {}

  static void apply(AxesChartStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setChartPadding(24);
    styler.setChartFontColor(Palette.INK);
    styler.setChartTitleFont(font(Font.BOLD, 30));
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitlePadding(18);
    styler.setAxisTitleFont(font(Font.PLAIN, 24));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 22));
    styler.setAxisTickLabelsColor(Palette.QUIET);
    styler.setAxisTickMarksColor(Palette.QUIET);
    styler.setAxisTitlePadding(14);
    styler.setAxisTickPadding(8);
    styler.setPlotMargin(0);
    styler.setPlotContentSize(0.995);
    styler.setYAxisLabelAlignment(AxesChartStyler.TextAlignment.Right);
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1.5f));
    styler.setLegendFont(font(Font.PLAIN, 22));
    styler.setLegendBackgroundColor(Color.WHITE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(12);
    styler.setAntiAlias(true);
    styler.setTextAntiAlias(true);
    styler.setLegendPosition(Styler.LegendPosition.InsideNE);
  }

  static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }
}
