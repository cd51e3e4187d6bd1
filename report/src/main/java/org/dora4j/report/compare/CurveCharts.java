package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.report.Curve;
import org.dora4j.report.html.Axis;
import org.dora4j.report.html.LineChart;
import org.dora4j.report.html.Series;
import org.dora4j.report.html.Series.Look;

/** Charts of what runs measured at their steps. */
final class CurveCharts {
  /** Stretches of a curve whose least and greatest point are drawn: more than a screen can show. */
  static final int BUCKETS = 800;

  /** Averages are computed here, so digits beyond what a screen shows would only fill the page. */
  private static final double DIGITS = 1e5;

  private final Comparison comparison;

  CurveCharts(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Training loss, raw and averaged, and validation loss. */
  LineChart loss() {
    List<Series> series = series(Measure.LOSS);
    for (int i = 0; i < comparison.runs().size(); i++) {
      ComparedRun run = comparison.runs().get(i);
      add(series, Curve.validationLoss(run.name() + ", validation", run.log()), run, i, Look.MARKS);
    }
    String note = "Lines: moving average of the training loss; marks: validation loss.";
    return chart(Measure.LOSS, note + thinning(series), series, true);
  }

  LineChart of(Measure measure) {
    List<Series> series = series(measure);
    return chart(measure, thinning(series).strip(), series, false);
  }

  /** Whether any run has a value to show. */
  static boolean isEmpty(LineChart chart) {
    return chart.series().stream()
        .allMatch(s -> java.util.Arrays.stream(s.y()).noneMatch(Double::isFinite));
  }

  private static LineChart chart(Measure measure, String note, List<Series> series, boolean wide) {
    return new LineChart(
        measure.title(), note, Axis.of("step"), Axis.of(measure.axis()), series, wide);
  }

  private List<Series> series(Measure measure) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < comparison.runs().size(); i++) {
      ComparedRun run = comparison.runs().get(i);
      Curve raw = measure.raw(measure.noisy() ? run.name() + ", raw" : run.name(), run.log());
      add(series, raw, run, i, measure.noisy() ? Look.PALE : Look.LINE);
      if (measure.noisy()) {
        Curve average = rounded(Measure.average(raw));
        add(series, new Curve(run.name(), average.x(), average.y()), run, i, Look.LINE);
      }
    }
    return series;
  }

  private static void add(List<Series> series, Curve curve, ComparedRun run, int i, Look look) {
    if (!curve.isEmpty()) {
      Curve thin = curve.thinned(BUCKETS);
      series.add(Series.of(curve.name(), i, look, thin.x(), thin.y()).in(run.name()));
    }
  }

  private static Curve rounded(Curve curve) {
    double[] y = curve.y().clone();
    for (int i = 0; i < y.length; i++) {
      if (Double.isFinite(y[i]) && y[i] != 0) {
        double unit = Math.pow(10, Math.floor(Math.log10(Math.abs(y[i]))));
        y[i] = Math.rint(y[i] / unit * DIGITS) / DIGITS * unit;
      }
    }
    return new Curve(curve.name(), curve.x(), y);
  }

  /** Says so where points were left out. */
  private String thinning(List<Series> series) {
    boolean thinned =
        comparison.runs().stream().anyMatch(r -> r.log().steps().size() > 2 * BUCKETS);
    return thinned && !series.isEmpty()
        ? " Long curves show the least and the greatest value of each of %d stretches."
            .formatted(BUCKETS)
        : "";
  }
}
