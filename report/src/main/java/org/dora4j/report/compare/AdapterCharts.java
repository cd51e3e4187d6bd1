package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dora4j.report.AdapterLog;
import org.dora4j.report.AdapterLog.Snapshot;
import org.dora4j.report.Curve;
import org.dora4j.report.html.Axis;
import org.dora4j.report.html.HeatMap;
import org.dora4j.report.html.LineChart;
import org.dora4j.report.html.Part;
import org.dora4j.report.html.Series;
import org.dora4j.report.html.Series.Look;

/** What runs say about their adapters: over steps for all modules together, at the end for each. */
final class AdapterCharts {
  private static final Pattern LAYER = Pattern.compile("(?:.*\\.)?(\\d+)\\.(?:.*\\.)?([^.]+)");

  /**
   * A statistic over all modules.
   *
   * @param value of a snapshot
   */
  private record Statistic(
      String title, String note, String axis, Function<Snapshot, Double> value) {}

  private static final List<Statistic> STATISTICS =
      List.of(
          new Statistic(
              "Size of the update",
              "‖s·BA‖ / ‖W‖, mean over the modules.",
              "relative norm",
              s -> mean(s.relative())),
          new Statistic(
              "Change of magnitude",
              "Mean of |m/‖W‖ − 1| over rows and modules; DoRA only.",
              "relative change",
              s -> mean(s.magnitude())),
          new Statistic(
              "Gradient of A",
              "Over all modules, before clipping.",
              "norm",
              s -> norm(s.gradientA())),
          new Statistic(
              "Gradient of B",
              "Over all modules, before clipping.",
              "norm",
              s -> norm(s.gradientB())),
          new Statistic(
              "Gradient of m",
              "Over all modules, before clipping.",
              "norm",
              s -> norm(s.gradientM())),
          new Statistic(
              "Dead ranks",
              "Components with ‖bᵢ‖‖aᵢ‖ below a thousandth of their module's largest.",
              "components",
              s -> sum(s.deadRanks())));

  private final Comparison comparison;

  AdapterCharts(Comparison comparison) {
    this.comparison = comparison;
  }

  /** Empty where no run wrote statistics. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (Statistic statistic : STATISTICS) {
      List<Series> series = new ArrayList<>();
      for (int i = 0; i < comparison.runs().size(); i++) {
        ComparedRun run = comparison.runs().get(i);
        Curve curve = curve(run, statistic.value());
        if (!curve.isEmpty()) {
          Curve thin = curve.thinned(CurveCharts.BUCKETS);
          series.add(Series.of(run.name(), i, Look.LINE, thin.x(), thin.y()));
        }
      }
      if (!series.isEmpty()) {
        Axis y = Axis.of(statistic.axis());
        String note = statistic.note();
        parts.add(new LineChart(statistic.title(), note, Axis.of("step"), y, series, false));
      }
    }
    for (ComparedRun run : comparison.runs()) {
      addMaps(run, parts);
    }
    return parts;
  }

  private static Curve curve(ComparedRun run, Function<Snapshot, Double> value) {
    List<Snapshot> snapshots = run.adapter().snapshots();
    return new Curve(
        run.name(),
        snapshots.stream().mapToDouble(Snapshot::step).toArray(),
        snapshots.stream().mapToDouble(value::apply).toArray());
  }

  private static void addMaps(ComparedRun run, List<Part> parts) {
    List<Snapshot> snapshots = run.adapter().snapshots();
    if (snapshots.isEmpty()) {
      return;
    }
    Snapshot last = snapshots.get(snapshots.size() - 1);
    String when = " of %s after step %d, %s".formatted(run.name(), last.step(), "in per cent");
    addMap(parts, "Size of the update" + when, run.adapter(), last.relative());
    addMap(parts, "Change of magnitude" + when, run.adapter(), last.magnitude());
  }

  private static void addMap(List<Part> parts, String title, AdapterLog log, double[] values) {
    if (Arrays.stream(values).noneMatch(Double::isFinite)) {
      return;
    }
    TreeSet<Integer> layers = new TreeSet<>();
    List<String> kinds = new ArrayList<>();
    List<Matcher> places = log.modules().stream().map(LAYER::matcher).toList();
    for (Matcher place : places) {
      if (place.matches()) {
        layers.add(Integer.valueOf(place.group(1)));
        if (!kinds.contains(place.group(2))) {
          kinds.add(place.group(2));
        }
      }
    }
    if (layers.isEmpty()) {
      return;
    }
    List<Integer> rows = List.copyOf(layers);
    double[][] cells = new double[rows.size()][kinds.size()];
    Arrays.stream(cells).forEach(row -> Arrays.fill(row, Double.NaN));
    for (int i = 0; i < values.length; i++) {
      Matcher place = places.get(i);
      if (place.matches()) {
        int row = rows.indexOf(Integer.valueOf(place.group(1)));
        cells[row][kinds.indexOf(place.group(2))] = Math.rint(values[i] * 1e5) / 1e3;
      }
    }
    List<String> names = rows.stream().map(layer -> "layer " + layer).toList();
    parts.add(new HeatMap(title, "", kinds, names, cells));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).average().orElse(Double.NaN);
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).anyMatch(Double::isFinite)
        ? Arrays.stream(values).filter(Double::isFinite).sum()
        : Double.NaN;
  }

  private static double norm(double[] values) {
    return Math.sqrt(sum(Arrays.stream(values).map(v -> v * v).toArray()));
  }
}
