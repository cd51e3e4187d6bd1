package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.Styler;

/** Draws PNG pictures of 1400 × 800 pixels, without a screen. */
public final class Charts {
  static final int WIDTH = 1400;
  static final int HEIGHT = 800;

  static {
    // A machine without a screen would otherwise fail when AWT looks for one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private Charts() {}

  /**
   * Draws loss over steps: each run's raw values pale, their moving average strong, validation
   * losses as markers.
   *
   * @param title above the chart
   * @param training one curve for each run
   * @param validation validation losses, the i-th belonging to the i-th run; may be shorter
   * @param png where to write; an older file is replaced
   * @throws IllegalArgumentException when no run has a finite loss
   * @throws IOException when the file cannot be written, or this Java cannot draw text
   */
  public static void loss(String title, List<Curve> training, List<Curve> validation, Path png)
      throws IOException {
    if (training.stream().allMatch(Curve::isEmpty)) {
      throw new IllegalArgumentException("There is no loss to draw: no run has logged a step.");
    }
    save(
        () -> {
          XYChart chart = StepChart.of(title, "loss (nats per token)", true, training, validation);
          ChartFit.title(chart.getStyler(), title);
          if (training.stream().allMatch(curve -> curve.y().length < 2)) {
            // A single step stands in the upper right corner, where the legend usually is.
            chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideSW);
          }
          return chart;
        },
        png);
  }

  /**
   * Draws something else than the loss over steps, one line for each run.
   *
   * @param title above the chart
   * @param axis what is measured, with its unit
   * @param noisy whether to draw a moving average, and the values themselves pale behind it
   * @param curves one for each run
   * @param png where to write; an older file is replaced
   * @throws IllegalArgumentException when no curve has a finite value
   * @throws IOException when the file cannot be written, or this Java cannot draw text
   */
  public static void steps(String title, String axis, boolean noisy, List<Curve> curves, Path png)
      throws IOException {
    if (curves.stream().allMatch(Curve::isEmpty)) {
      throw new IllegalArgumentException("There is nothing to draw: no run has a finite value.");
    }
    save(
        () -> {
          XYChart chart = StepChart.of(title, axis, noisy, curves, List.of());
          // Losses leave the upper right corner free; other curves may end there.
          ChartFit.titleAndLegend(
              chart.getStyler(), title, curves.stream().map(Curve::name).toList());
          return chart;
        },
        png);
  }

  /**
   * Draws accuracies as groups of bars, one group for each task, one bar for each method.
   *
   * @param title above the chart
   * @param scores what to draw
   * @param png where to write; an older file is replaced
   * @throws IOException when the file cannot be written, or this Java cannot draw text
   */
  public static void accuracy(String title, Scores scores, Path png) throws IOException {
    save(() -> ScoreChart.of(title, scores), png);
  }

  /**
   * The same from 0 to 100 percent, and an SVG of the same name beside the PNG.
   *
   * @throws IOException when a file cannot be written, or this Java cannot draw text
   */
  public static void accuracyTo100(String title, Scores scores, Path png) throws IOException {
    saveBoth(
        () -> {
          CategoryChart chart = ScoreChart.of(title, scores);
          chart.getStyler().setYAxisMax(100.0);
          return chart;
        },
        png);
  }

  /**
   * Draws speeds as bars in per cent of what the machine allows, one group for each piece of work,
   * one bar for each program.
   *
   * @param title above the chart
   * @param rows what to draw, in this order
   * @param png where to write; an older file is replaced
   * @throws IllegalArgumentException when there is nothing to draw, or no row of some work knows
   *     its limit
   * @throws IOException when the file cannot be written, or this Java cannot draw text
   */
  public static void speed(String title, List<BenchRow> rows, Path png) throws IOException {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("There is no measurement to draw.");
    }
    save(() -> SpeedChart.of(title, rows), png);
  }

  /**
   * Draws means with error bars as lines, and an SVG of the same name beside the PNG.
   *
   * @param title above the chart
   * @param across what the places are, such as {@code rank r}
   * @param up what is drawn, such as {@code accuracy (%)}
   * @param places on the horizontal axis, at equal distances
   * @param png where to write; an older file is replaced
   * @throws IllegalArgumentException when there is nothing to draw
   * @throws IOException when a file cannot be written, or this Java cannot draw text
   */
  public static void spreadLines(
      String title,
      String across,
      String up,
      List<String> places,
      List<SpreadSeries> series,
      Path png)
      throws IOException {
    requireValues(series);
    SpreadChart.Axes axes = new SpreadChart.Axes(across, up, 0);
    saveBoth(() -> SpreadChart.of(title, axes, places, series, true), png);
  }

  /** The same as groups of bars with their values, whose places speak for themselves. */
  public static void spreadBars(
      String title, String up, List<String> places, List<SpreadSeries> series, Path png)
      throws IOException {
    requireValues(series);
    SpreadChart.Axes axes = new SpreadChart.Axes("", up, 1);
    saveBoth(() -> SpreadChart.of(title, axes, places, series, false), png);
  }

  private static void requireValues(List<SpreadSeries> series) {
    if (series.stream().allMatch(SpreadSeries::isEmpty)) {
      throw new IllegalArgumentException("There is no mean to draw.");
    }
  }

  private static void saveBoth(Supplier<IChart> chart, Path png) throws IOException {
    save(chart, png);
    String name = String.valueOf(png.getFileName()).replaceFirst("[.]png$", "") + ".svg";
    ScalableChart.write(chart.get(), png.resolveSibling(name));
  }

  private static void save(Supplier<IChart> chart, Path png) throws IOException {
    byte[] bytes;
    try {
      bytes = BitmapEncoder.getBitmapBytes(chart.get(), BitmapEncoder.BitmapFormat.PNG);
    } catch (LinkageError | InternalError | NullPointerException e) {
      // What AWT throws where the system has no font configuration or no font library.
      throw new IOException(
          "Cannot draw "
              + png.getFileName()
              + ": this Java finds no fonts. Install fontconfig and one font (such as DejaVu).",
          e);
    }
    Path folder = png.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(png, bytes);
  }
}
