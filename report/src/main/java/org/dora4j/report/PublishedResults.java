package org.dora4j.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Accuracies on the commonsense tasks that others published: table 1 of the DoRA paper, and the
 * rank sweep of its repository's README.
 */
public final class PublishedResults {
  private static final String FILE = "published.csv";
  private static final int FIRST_TASK = 4;

  /**
   * One row of a published table.
   *
   * @param source {@code paper} or {@code readme}
   * @param model such as {@code LLaMA-7B}
   * @param method such as {@code DoRA r32}; † marks half the rank
   * @param accuracies by task name, 0 to 1
   * @param average as published, 0 to 1
   */
  public record Row(
      String source, String model, String method, Map<String, Double> accuracies, double average) {
    public Row {
      accuracies = Map.copyOf(accuracies);
    }
  }

  private PublishedResults() {}

  /** All rows, in the tables' order. */
  public static List<Row> all() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(PublishedResults.class.getResourceAsStream(FILE), FILE),
                StandardCharsets.UTF_8))) {
      String[] header = reader.readLine().split(",");
      List<Row> rows = new ArrayList<>();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.add(row(header, line.split(",")));
      }
      return List.copyOf(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the published results", e);
    }
  }

  /**
   * Rows of a source ({@code paper}, {@code readme}), or the paper's rows of a model.
   *
   * @throws IllegalArgumentException if there is neither, naming what there is
   */
  public static List<Row> of(String sourceOrModel) {
    List<Row> all = all();
    List<Row> rows = all.stream().filter(row -> row.source().equals(sourceOrModel)).toList();
    if (rows.isEmpty()) {
      rows =
          all.stream()
              .filter(row -> row.source().equals("paper"))
              .filter(row -> row.model().equalsIgnoreCase(sourceOrModel))
              .toList();
    }
    if (rows.isEmpty()) {
      List<String> models = all.stream().map(Row::model).distinct().toList();
      throw new IllegalArgumentException(
          "There are no published results of \"%s\"; choose paper, readme, or one of %s."
              .formatted(sourceOrModel, String.join(", ", models)));
    }
    return rows;
  }

  private static Row row(String[] header, String[] cells) {
    Map<String, Double> accuracies = new LinkedHashMap<>();
    for (int i = FIRST_TASK; i < header.length - 1; i++) {
      accuracies.put(header[i], percent(cells[i]));
    }
    return new Row(cells[0], cells[1], cells[2], accuracies, percent(cells[cells.length - 1]));
  }

  private static double percent(String cell) {
    return Double.parseDouble(cell) / 100;
  }

  /** Names of the tasks, in the tables' order. */
  public static List<String> tasks() {
    return Arrays.asList(
        "boolq",
        "piqa",
        "social_i_qa",
        "hellaswag",
        "winogrande",
        "ARC-Easy",
        "ARC-Challenge",
        "openbookqa");
  }
}
