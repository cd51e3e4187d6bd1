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

/** Something measured at each step of one run or several, such as the loss. */
final class StepChart {
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.SQUARE, SeriesMarkers.DIAMOND, SeriesMarkers.TRIANGLE_UP
  };

  /** The smoothing is as fine as a chart of this width can show without wobble. */
  private static final double HALF_LIVES = 60;

  /** More stretches than the chart has pixels: nothing is lost, and long runs draw fast. */
  private static final int BUCKETS = 2 * Charts.WIDTH;

  /** Values below are written with an exponent. */
  private static final double SMALL = 0.01;

  private static final double LARGE = 1000;

  private StepChart() {}

  /**
   * @param axis what is measured, with its unit
   * @param noisy whether to draw a moving average, and the values themselves pale behind it
   * @param training one curve for each run
   * @param validation values with marks, the i-th belonging to the i-th run; may be shorter
   */
  static XYChart of(
      String title, String axis, boolean noisy, List<Curve> training, List<Curve> validation) {
    XYChart chart =
        new XYChartBuilder()
            .width(Charts.WIDTH)
            .height(Charts.HEIGHT)
            .title(title)
            .xAxisTitle("step")
            .yAxisTitle(axis)
            .build();
    XYStyler styler = chart.getStyler();
    ChartLook.apply(styler);
    styler.setMarkerSize(12);
    styler.setLegendSeriesLineLength(56);
    styler.setXAxisDecimalPattern("#,##0");
    Extent extent = Extent.of(training, validation);
    styler.setYAxisDecimalPattern(pattern(extent.top()));
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(1.02 * extent.right());
    // What is 0 throughout stands on the ground.
    boolean zero = extent.bottom() == 0 && extent.top() == 0;
    double floor = zero ? 0 : extent.floor();
    styler.setYAxisMin(floor);
    styler.setYAxisMax(zero ? 1 : extent.top() + 0.04 * (extent.top() - floor));
    styler.setXAxisTickMarkSpacingHint(150);
    styler.setYAxisTickMarkSpacingHint(90);
    for (int i = 0; noisy && i < training.size(); i++) {
      raw(chart, training.get(i), i);
    }
    for (int i = 0; i < training.size(); i++) {
      Curve curve = training.get(i);
      strong(chart, noisy ? curve.smoothed(curve.y().length / HALF_LIVES) : curve, i);
    }
    for (int i = 0; i < validation.size(); i++) {
      markers(chart, validation.get(i), i);
    }
    return chart;
  }

  private static String pattern(double top) {
    return top > 0 && top < SMALL ? "0.##E0" : top < LARGE ? "0.0##" : "#,##0";
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

  private static void strong(XYChart chart, Curve curve, int i) {
    if (!curve.isEmpty()) {
      XYSeries series = add(chart, curve, "strong " + i + " " + curve.name());
      series.setLabel(curve.name());
      series.setLineColor(Palette.line(i));
      series.setLineStyle(Palette.stroke(i, 4f));
      series.setMarker(curve.y().length == 1 ? MARKERS[i % MARKERS.length] : SeriesMarkers.NONE);
      series.setMarkerColor(Palette.line(i));
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

  private static XYSeries add(XYChart chart, Curve whole, String name) {
    Curve curve = whole.thinned(BUCKETS);
    int[] finite =
        IntStream.range(0, curve.y().length).filter(i -> Double.isFinite(curve.y()[i])).toArray();
    return chart.addSeries(
        name,
        Arrays.stream(finite).mapToDouble(i -> curve.x()[i]).toArray(),
        Arrays.stream(finite).mapToDouble(i -> curve.y()[i]).toArray());
  }
}
