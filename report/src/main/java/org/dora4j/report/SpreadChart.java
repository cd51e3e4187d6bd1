package org.dora4j.report;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Means with error bars, as lines over an axis or as groups of bars. */
final class SpreadChart {
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };
  private static final int LABELLED_BARS = 24;

  /** Characters that fit below the chart in the usual size. */
  private static final int ROOM_FOR_PLACES = 75;

  private SpreadChart() {}

  /**
   * @param axes title of the horizontal and of the vertical axis
   * @param places on the horizontal axis
   */
  static CategoryChart of(
      String title, Axes axes, List<String> places, List<SpreadSeries> series, boolean lines) {
    List<SpreadSeries> drawn = series.stream().filter(s -> !s.isEmpty()).toList();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Charts.WIDTH)
            .height(Charts.HEIGHT)
            .title(title)
            .xAxisTitle(axes.horizontal())
            .yAxisTitle(axes.vertical())
            .build();
    look(chart.getStyler(), lines, places.size() * drawn.size() <= LABELLED_BARS);
    ChartFit.titleAndLegend(
        chart.getStyler(), title, drawn.stream().map(SpreadSeries::name).toList());
    range(chart.getStyler(), axes, drawn, lines);
    if (places.stream().mapToInt(String::length).sum() > ROOM_FOR_PLACES) {
      chart.getStyler().setAxisTickLabelsFont(ChartLook.font(Font.PLAIN, 17));
    }
    for (SpreadSeries each : drawn) {
      add(chart, places, each, lines);
    }
    return chart;
  }

  /**
   * What the axes show.
   *
   * @param horizontal title; empty where the places say it
   * @param vertical title
   * @param decimals most that the vertical axis and the bars' values have
   */
  record Axes(String horizontal, String vertical, int decimals) {}

  private static void look(CategoryStyler styler, boolean lines, boolean labelled) {
    ChartLook.apply(styler);
    styler.setLegendSeriesLineLength(56);
    styler.setYAxisTickMarkSpacingHint(90);
    styler.setMarkerSize(14);
    // What share of a place the series take side by side: lines only enough to part their error
    // bars.
    styler.setAvailableSpaceFill(lines ? 0.12 : 0.8);
    styler.setErrorBarsColorSeriesColor(lines);
    styler.setErrorBarsColor(Palette.INK);
    styler.setLabelsVisible(!lines && labelled);
    styler.setLabelsPosition(0.06);
    styler.setLabelsFont(ChartLook.font(Font.PLAIN, 17));
    styler.setLabelsFontColorAutomaticEnabled(true);
  }

  /** Bars begin at zero; lines show the range that they fill. */
  private static void range(
      CategoryStyler styler, Axes axes, List<SpreadSeries> series, boolean lines) {
    double bottom = Double.POSITIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (SpreadSeries each : series) {
      for (int i = 0; i < each.means().size(); i++) {
        double mean = each.means().get(i);
        double deviation = each.deviations().get(i);
        if (Double.isFinite(mean)) {
          double reach = Double.isFinite(deviation) ? deviation : 0;
          bottom = Math.min(bottom, mean - reach);
          top = Math.max(top, mean + reach);
        }
      }
    }
    double room = top > bottom ? 0.08 * (top - bottom) : 1;
    styler.setYAxisMin(lines ? Math.max(0, bottom - room) : 0.0);
    styler.setYAxisMax(lines ? top + room : 1.08 * top);
    styler.setYAxisDecimalPattern(axes.decimals() == 0 ? "0" : "0." + "#".repeat(axes.decimals()));
  }

  private static void add(
      CategoryChart chart, List<String> places, SpreadSeries each, boolean lines) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int i = 0; i < each.means().size(); i++) {
      means.add(Double.isFinite(each.means().get(i)) ? each.means().get(i) : null);
      deviations.add(Double.isFinite(each.deviations().get(i)) ? each.deviations().get(i) : 0.0);
    }
    boolean spread = each.deviations().stream().anyMatch(Double::isFinite);
    CategorySeries series =
        spread
            ? chart.addSeries(each.name(), places, means, deviations)
            : chart.addSeries(each.name(), places, means);
    if (lines) {
      series.setChartCategorySeriesRenderStyle(CategorySeriesRenderStyle.Line);
      series.setLineColor(each.published() ? Palette.pale(each.kin()) : Palette.line(each.kin()));
      series.setLineStyle(Palette.stroke(each.published() ? 1 : 0, 4f));
      series.setMarker(MARKERS[each.kin() % MARKERS.length]);
      series.setMarkerColor(series.getLineColor());
    } else {
      series.setFillColor(each.published() ? Palette.pale(each.kin()) : Palette.line(each.kin()));
    }
  }
}
