package org.dora4j.report;

import java.awt.Font;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.HorizontalBarChart;
import org.knowm.xchart.HorizontalBarChartBuilder;
import org.knowm.xchart.HorizontalBarSeries;
import org.knowm.xchart.style.HorizontalBarStyler;

/**
 * Speeds as bars in per cent of the machine's limit: a group for each piece of work, with its limit
 * beside its name, and a bar for each program.
 */
final class SpeedChart {
  /** With less the names of every other piece of work would be left out, in pixels. */
  private static final int HEIGHT_OF_WORK = 130;

  private SpeedChart() {}

  static HorizontalBarChart of(String title, List<BenchRow> rows) {
    Collection<List<BenchRow>> works = byWork(rows).values();
    HorizontalBarChart chart =
        new HorizontalBarChartBuilder()
            .width(Charts.WIDTH)
            .height(Math.max(Charts.HEIGHT, works.size() * HEIGHT_OF_WORK))
            .title(title)
            .xAxisTitle("% of the limit, which stands beside the work")
            .build();
    look(chart.getStyler());
    List<String> labels = works.stream().map(SpeedChart::label).toList();
    Set<String> programs =
        rows.stream().map(BenchRow::program).collect(Collectors.toCollection(LinkedHashSet::new));
    ChartFit.titleAndLegend(chart.getStyler(), title, List.copyOf(programs));
    int colour = 0;
    for (String program : programs) {
      List<Double> shares = works.stream().map(work -> share(work, program)).toList();
      HorizontalBarSeries series = chart.addSeries(program, shares, labels);
      series.setFillColor(Palette.line(colour++));
    }
    chart.addAnnotation(new AnnotationLine(100, true, false));
    return chart;
  }

  private static void look(HorizontalBarStyler styler) {
    ChartLook.apply(styler);
    styler.setXAxisMin(0.0);
    styler.setXAxisMax(105.0);
    styler.setXAxisDecimalPattern("0");
    styler.setAvailableSpaceFill(0.7);
    styler.setPlotGridVerticalLinesVisible(true);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setAxisTickLabelsFont(ChartLook.font(Font.PLAIN, 18));
    styler.setChartTitleFont(ChartLook.font(Font.BOLD, 24));
    styler.setLabelsVisible(true);
    styler.setLabelsFont(ChartLook.font(Font.PLAIN, 17));
    styler.setLabelsFontColorAutomaticEnabled(false);
    styler.setLabelsFontColor(Palette.INK);
    styler.setLabelsPosition(1.05);
  }

  /** Rows by their work; a program that does not know the limit takes another's for that work. */
  static Map<String, List<BenchRow>> byWork(List<BenchRow> rows) {
    Map<String, List<BenchRow>> works = new LinkedHashMap<>();
    rows.forEach(row -> works.computeIfAbsent(row.work(), key -> new ArrayList<>()).add(row));
    for (Map.Entry<String, List<BenchRow>> work : works.entrySet()) {
      double limit =
          work.getValue().stream()
              .mapToDouble(BenchRow::limit)
              .filter(Double::isFinite)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "Nothing says what limits '%s': add what dora4j's own bench printed for the same work."
                              .formatted(work.getKey())));
      work.getValue().replaceAll(row -> Double.isFinite(row.limit()) ? row : row.withLimit(limit));
    }
    return works;
  }

  /** Per cent of the limit; NaN, which draws nothing, where the program did not do this work. */
  private static double share(List<BenchRow> work, String program) {
    return work.stream()
        .filter(row -> row.program().equals(program))
        .map(row -> Math.round(1000 * row.speed() / row.limit()) / 10.0)
        .max(Double::compare)
        .orElse(Double.NaN);
  }

  /** The work, and the speed that would be all of the limit. */
  static String label(List<BenchRow> work) {
    BenchRow first = work.get(0);
    return "%s: %s %s".formatted(first.work(), speed(first.limit()), first.unit());
  }

  private static String speed(double value) {
    return String.format(Locale.ROOT, value < 1000 ? "%,.1f" : "%,.0f", value);
  }
}
