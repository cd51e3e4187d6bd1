package org.dora4j.report;

import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;

/** Accuracies as groups of bars. */
final class ScoreChart {
  private static final int LABELLED_BARS = 30;

  private ScoreChart() {}

  static CategoryChart of(String title, Scores scores) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Charts.WIDTH)
            .height(Charts.HEIGHT)
            .title(title)
            .yAxisTitle("accuracy (%)")
            .build();
    CategoryStyler styler = chart.getStyler();
    ChartLook.apply(styler);
    ChartFit.titleAndLegend(
        styler, title, scores.methods().stream().map(Scores.Method::name).toList());
    styler.setYAxisMin(0.0);
    styler.setYAxisMax(105.0);
    styler.setAvailableSpaceFill(0.82);
    styler.setYAxisDecimalPattern("0.#");
    styler.setYAxisTickMarkSpacingHint(90);
    styler.setAxisTickLabelsFont(ChartLook.font(Font.PLAIN, 19));
    styler.setXAxisLabelRotation(
        scores.tasks().stream().mapToInt(String::length).max().orElse(0) * scores.tasks().size()
                > 100
            ? 30
            : 0);
    boolean labelled = scores.tasks().size() * scores.methods().size() <= LABELLED_BARS;
    styler.setLabelsVisible(labelled);
    styler.setLabelsPosition(1.04);
    styler.setLabelsFont(ChartLook.font(Font.PLAIN, 17));
    styler.setLabelsFontColorAutomaticEnabled(false);
    styler.setLabelsFontColor(Palette.INK);
    for (int i = 0; i < scores.methods().size(); i++) {
      add(chart, scores, i);
    }
    return chart;
  }

  private static void add(CategoryChart chart, Scores scores, int i) {
    Scores.Method method = scores.methods().get(i);
    // XChart draws neither bar nor label where there is no value.
    List<@Nullable Double> percent = new ArrayList<>();
    for (double accuracy : method.accuracies()) {
      percent.add(Double.isNaN(accuracy) ? null : Math.round(1000 * accuracy) / 10.0);
    }
    CategorySeries series = chart.addSeries(method.name(), scores.tasks(), percent);
    series.setFillColor(Palette.bar(i));
  }
}
