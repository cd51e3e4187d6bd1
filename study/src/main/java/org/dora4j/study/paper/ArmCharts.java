package org.dora4j.study.paper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.report.Charts;
import org.dora4j.report.SpreadSeries;
import org.dora4j.study.Arm;
import org.dora4j.study.Published;
import org.dora4j.study.Spread;
import org.dora4j.study.Summary;

/** Charts of arms: measured means with their deviations, and published means beside them. */
final class ArmCharts {
  private static final String ACCURACY = "accuracy (%)";
  private static final double GIBIBYTE = 1L << 30;
  private static final double MEBIBYTE = 1L << 20;

  private ArmCharts() {}

  /** Lines over a label's values, one for each method. */
  static void overAxis(Summary summary, String label, String across, Path png) throws IOException {
    List<String> places = values(summary, label);
    Charts.spreadLines(
        summary.study().title(), across, ACCURACY, places, byMethod(summary, label), png);
  }

  /** Bars grouped by a label's values, one bar for each method. */
  static void grouped(Summary summary, String label, Path png) throws IOException {
    List<String> places = values(summary, label);
    Charts.spreadBars(summary.study().title(), ACCURACY, places, byMethod(summary, label), png);
  }

  /** Bars grouped by task, one bar for each arm. */
  static void byTask(Summary summary, Path png) throws IOException {
    List<SpreadSeries> series = new ArrayList<>();
    List<String> places = new ArrayList<>(summary.tasks());
    places.add("mean");
    for (Arm arm : summary.arms()) {
      List<Spread> spreads = new ArrayList<>(summary.tasks().stream().map(arm::accuracy).toList());
      spreads.add(arm.mean());
      series.add(percent(arm.title(), series.size(), spreads));
    }
    Charts.spreadBars(summary.study().title(), ACCURACY, places, series, png);
  }

  /** A bar for each arm beside the published one. */
  static void means(Summary summary, Path png) throws IOException {
    List<Arm> arms = summary.arms();
    List<Double> published = arms.stream().map(arm -> published(summary, arm.labels())).toList();
    Charts.spreadBars(
        summary.study().title(),
        ACCURACY,
        arms.stream().map(Arm::title).toList(),
        List.of(
            percent("measured", 0, arms.stream().map(Arm::mean).toList()),
            SpreadSeries.published("published, LLaMA-7B", 0, published)),
        png);
  }

  /** Peak memory, a bar for each arm. */
  static void memory(List<Arm> arms, Path png) throws IOException {
    boolean large = arms.stream().anyMatch(arm -> arm.peakBytes() > GIBIBYTE);
    double unit = large ? GIBIBYTE : MEBIBYTE;
    List<Spread> peaks =
        arms.stream().map(arm -> arm.spread(cell -> cell.training().peakBytes() / unit)).toList();
    Charts.spreadBars(
        "Peak memory of training",
        large ? "GiB" : "MiB",
        arms.stream().map(Arm::title).toList(),
        List.of(measured("measured", 0, peaks, 1)),
        png);
  }

  private static List<String> values(Summary summary, String label) {
    return summary.arms().stream()
        .map(arm -> String.valueOf(arm.labels().get(label)))
        .distinct()
        .toList();
  }

  private static List<SpreadSeries> byMethod(Summary summary, String label) {
    List<String> methods = values(summary, "method");
    List<String> places = values(summary, label);
    List<SpreadSeries> series = new ArrayList<>();
    for (int kin = 0; kin < methods.size(); kin++) {
      List<Spread> spreads = new ArrayList<>();
      for (String place : places) {
        spreads.add(mean(summary, labels(methods.get(kin), label, place)));
      }
      series.add(percent(spelled(methods.get(kin)), kin, spreads));
    }
    for (int kin = 0; kin < methods.size(); kin++) {
      List<Double> published = new ArrayList<>();
      for (String place : places) {
        published.add(published(summary, labels(methods.get(kin), label, place)));
      }
      series.add(
          SpreadSeries.published(
              spelled(methods.get(kin)) + ", published (LLaMA-7B)", kin, published));
    }
    return series;
  }

  private static Map<String, String> labels(String method, String label, String value) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("method", method);
    labels.put(label, value);
    return labels;
  }

  private static Spread mean(Summary summary, Map<String, String> labels) {
    Optional<Arm> arm =
        summary.arms().stream().filter(each -> each.labels().equals(labels)).findFirst();
    return arm.map(Arm::mean).orElse(new Spread(Double.NaN, Double.NaN, 0));
  }

  private static double published(Summary summary, Map<String, String> labels) {
    return summary.study().published().figure(labels, Published.MEAN).orElse(Double.NaN);
  }

  private static SpreadSeries percent(String name, int kin, List<Spread> accuracies) {
    return measured(name, kin, accuracies, 100);
  }

  private static SpreadSeries measured(String name, int kin, List<Spread> spreads, double factor) {
    return SpreadSeries.measured(
        name,
        kin,
        spreads.stream().map(spread -> factor * spread.mean()).toList(),
        spreads.stream().map(spread -> factor * spread.deviation()).toList());
  }

  private static String spelled(String method) {
    return switch (method) {
      case "lora" -> "LoRA";
      case "dora" -> "DoRA";
      case "vera" -> "VeRA";
      case "dvora" -> "DVoRA";
      default -> method;
    };
  }
}
