package org.dora4j.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss over steps of one run or several. */
final class LossChart {
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };

  /** The smoothing is as fine as a chart of this width can show without wobble. */
  private static final double HALF_LIVES = 60;

  private LossChart() {}

  static XYChart of(String title, List<Curve> training, List<Curve> validation) {
    XYChart chart =
        new XYChartBuilder()
            .width(Charts.WIDTH)
            .height(Charts.HEIGHT)
            .title(title)
            .xAxisTitle("step")
            .yAxisTitle("loss (nats per token)")
            .build();
    XYStyler styler = chart.getStyler();
    ChartLook.apply(styler);
    styler.setMarkerSize(12);
    styler.setLegendSeriesLineLength(56);
    styler.setXAxisDecimalPattern("#,##0");
    styler.setYAxisDecimalPattern("0.0##");
    Extent extent = Extent.of(training, validation);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(1.02 * extent.right());
    styler.setYAxisMin(extent.floor());
    styler.setYAxisMax(extent.top() + 0.04 * (extent.top() - extent.floor()));
    styler.setXAxisTickMarkSpacingHint(150);
    styler.setYAxisTickMarkSpacingHint(90);
    for (int i = 0; i < training.size(); i++) {
      raw(chart, training.get(i), i);
    }
    for (int i = 0; i < training.size(); i++) {
      average(chart, training.get(i), i);
    }
    for (int i = 0; i < validation.size(); i++) {
      markers(chart, validation.get(i), i);
    }
    return chart;
  }

  private static void raw(XYChart chart, Curve curve, int i) {
    if (!curve.isEmpty()) {
      XYSeries series = add(chart, curve, "raw " + i + " " + curve.name());
      series.setLineColor(Palette.pale(i));
      series.setLineStyle(Palette.stroke(0, 1.5f));
      series.setMarker(SeriesMarkers.NONE);
      series.setShowInLegend(false);
    }
  }

  private static void average(XYChart chart, Curve curve, int i) {
    if (!curve.isEmpty()) {
      XYSeries series =
          add(
              chart,
              curve.smoothed(curve.y().length / HALF_LIVES),
              "average " + i + " " + curve.name());
      series.setLabel(curve.name());
      series.setLineColor(Palette.line(i));
      series.setLineStyle(Palette.stroke(i, 4f));
      series.setMarker(SeriesMarkers.NONE);
    }
  }

  private static void markers(XYChart chart, Curve curve, int i) {
    if (!curve.isEmpty()) {
      XYSeries series = add(chart, curve, "validation " + i + " " + curve.name());
      series.setLabel(curve.name());
      series.setLineColor(Palette.line(i));
      series.setLineStyle(Palette.stroke(2, 2f));
      series.setMarker(MARKERS[i % MARKERS.length]);
      series.setMarkerColor(Palette.line(i));
    }
  }

  private static XYSeries add(XYChart chart, Curve curve, String name) {
    int[] finite =
        IntStream.range(0, curve.y().length).filter(i -> Double.isFinite(curve.y()[i])).toArray();
    return chart.addSeries(
        name,
        Arrays.stream(finite).mapToDouble(i -> curve.x()[i]).toArray(),
        Arrays.stream(finite).mapToDouble(i -> curve.y()[i]).toArray());
  }
}
