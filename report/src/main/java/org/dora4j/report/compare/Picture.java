package org.dora4j.report.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dora4j.report.Charts;
import org.dora4j.report.Curve;
import org.dora4j.report.Scores;

/**
 * A chart as a PNG file.
 *
 * @param file its name without what all pictures of a comparison begin with, and without ending
 * @param title above it
 * @param drawing draws it
 */
record Picture(String file, String title, Drawing drawing) {

  static final String ACCURACY = "Accuracy";

  /** Draws a chart of some runs. */
  interface Drawing {

    /** Returns whether there was anything to draw. */
    boolean draw(List<ComparedRun> runs, Path png) throws IOException;
  }

  /** Every picture that a comparison may have, in the order of the page. */
  static List<Picture> all() {
    List<Picture> all = new ArrayList<>();
    all.add(new Picture(Measure.LOSS.file(), Measure.LOSS.title(), Picture::loss));
    Measure.COURSE.forEach(m -> all.add(new Picture(m.file(), m.title(), (r, p) -> of(m, r, p))));
    AdapterCharts.STATISTICS.forEach(
        s -> all.add(new Picture(s.file(), s.title(), (r, p) -> of(s, r, p))));
    all.add(new Picture("accuracy", ACCURACY, Picture::accuracy));
    return all;
  }

  private static boolean loss(List<ComparedRun> runs, Path png) throws IOException {
    List<Curve> training = runs.stream().map(r -> Measure.LOSS.raw(r.name(), r.log())).toList();
    if (isEmpty(training)) {
      return false;
    }
    List<Curve> validation =
        runs.stream()
            .map(run -> Curve.validationLoss(run.name() + ", validation", run.log()))
            .toList();
    Charts.loss(Measure.LOSS.title(), training, validation, png);
    return true;
  }

  private static boolean of(Measure measure, List<ComparedRun> runs, Path png) throws IOException {
    List<Curve> curves = runs.stream().map(r -> measure.raw(r.name(), r.log())).toList();
    if (!isEmpty(curves)) {
      Charts.steps(measure.title(), measure.axis(), measure.noisy(), curves, png);
    }
    return !isEmpty(curves);
  }

  private static boolean of(AdapterCharts.Statistic statistic, List<ComparedRun> runs, Path png)
      throws IOException {
    List<Curve> curves = runs.stream().map(statistic::curve).toList();
    if (!isEmpty(curves)) {
      Charts.steps(statistic.title(), statistic.axis(), false, curves, png);
    }
    return !isEmpty(curves);
  }

  private static boolean accuracy(List<ComparedRun> runs, Path png) throws IOException {
    TreeSet<String> tasks = new TreeSet<>();
    runs.forEach(run -> tasks.addAll(run.accuracies().keySet()));
    if (tasks.isEmpty()) {
      return false;
    }
    Stream<Scores.Method> methods =
        runs.stream()
            .map(
                run ->
                    new Scores.Method(
                        run.name(),
                        tasks.stream()
                            .map(task -> run.accuracies().getOrDefault(task, Double.NaN))
                            .toList()));
    Charts.accuracy(ACCURACY, new Scores(List.copyOf(tasks), methods.toList()), png);
    return true;
  }

  private static boolean isEmpty(List<Curve> curves) {
    return curves.stream().allMatch(Curve::isEmpty);
  }
}
