package org.dora4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results of a study as CSV (RFC 4180), one row for each cell; what is not known is empty. */
final class ResultsCsv {
  private ResultsCsv() {}

  /**
   * Columns: cell, the labels, state, the tasks' accuracies (0 to 1), mean, loss, validation_loss,
   * trained, all, peak_bytes, tokens_per_s, training_s, evaluation_s, failure.
   */
  static String text(Summary summary) {
    List<String> tasks = summary.tasks();
    List<String> header = new ArrayList<>(List.of("cell"));
    header.addAll(summary.labels());
    header.add(Cell.SEED);
    header.add("state");
    header.addAll(tasks);
    header.addAll(List.of("mean", "loss", "validation_loss", "trained", "all", "peak_bytes"));
    header.addAll(List.of("tokens_per_s", "training_s", "evaluation_s", "failure"));
    StringBuilder text = new StringBuilder(line(header));
    for (CellResult cell : summary.cells()) {
      text.append(line(row(summary, tasks, cell)));
    }
    return text.toString();
  }

  private static List<String> row(Summary summary, List<String> tasks, CellResult cell) {
    RunFigures training = cell.training();
    List<String> row = new ArrayList<>(List.of(cell.name()));
    summary.labels().forEach(label -> row.add(cell.labels().getOrDefault(label, "")));
    row.add(cell.labels().getOrDefault(Cell.SEED, ""));
    row.add(cell.state().name().toLowerCase(Locale.ROOT));
    for (String task : tasks) {
      CellResult.TaskResult result = cell.tasks().get(task);
      row.add(result == null ? "" : number(result.accuracy()));
    }
    row.add(number(cell.mean()));
    row.add(number(training.loss()));
    row.add(number(training.validationLoss()));
    row.add(count(training.trainable()));
    row.add(count(training.all()));
    row.add(count(training.peakBytes()));
    row.add(number(training.tokensPerSecond()));
    row.add(number(training.seconds()));
    row.add(number(cell.evaluationSeconds()));
    row.add(cell.failure());
    return row;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  private static String count(long value) {
    return value < 0 ? "" : Long.toString(value);
  }

  private static String line(List<String> cells) {
    return cells.stream().map(ResultsCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[\",\r\n].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
