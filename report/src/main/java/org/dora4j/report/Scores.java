package org.dora4j.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Accuracies of several methods on several tasks.
 *
 * @param tasks the tasks' names
 * @param methods for each method ({@code before}, {@code LoRA}, {@code DoRA}) its accuracies
 */
public record Scores(List<String> tasks, List<Method> methods) {

  /**
   * One method's accuracies.
   *
   * @param name shown in the legend
   * @param accuracies one for each task, from 0 to 1; NaN where it was not measured
   */
  public record Method(String name, List<Double> accuracies) {
    /** Copies the list. */
    public Method {
      accuracies = List.copyOf(accuracies);
    }

    /** The mean over the tasks that were measured; NaN when none was. */
    public double mean() {
      return accuracies.stream()
          .filter(Double::isFinite)
          .mapToDouble(a -> a)
          .average()
          .orElse(Double.NaN);
    }
  }

  /**
   * Checks that the numbers fit together.
   *
   * @throws IllegalArgumentException when there is no task or no method, when a method has another
   *     number of accuracies than there are tasks, or one outside 0 to 1
   */
  public Scores {
    tasks = List.copyOf(tasks);
    methods = List.copyOf(methods);
    if (tasks.isEmpty() || methods.isEmpty()) {
      throw new IllegalArgumentException("Scores need at least one task and one method.");
    }
    for (Method method : methods) {
      if (method.accuracies().size() != tasks.size()) {
        throw new IllegalArgumentException(
            "%s has %d accuracies for %d tasks; give one for each."
                .formatted(method.name(), method.accuracies().size(), tasks.size()));
      }
      if (method.accuracies().stream().anyMatch(a -> a < 0 || a > 1)) {
        throw new IllegalArgumentException(
            "An accuracy of "
                + method.name()
                + " lies outside 0 to 1; give fractions, not percent.");
      }
    }
  }

  /** One row for each task and one for the mean, in percent. */
  public TextTable table() {
    List<String> header = new ArrayList<>(List.of("task"));
    methods.forEach(method -> header.add(method.name()));
    TextTable table = TextTable.of(header);
    for (int i = 0; i < tasks.size(); i++) {
      List<String> row = new ArrayList<>(List.of(tasks.get(i)));
      for (Method method : methods) {
        row.add(Numbers.percent(method.accuracies().get(i)));
      }
      table = table.row(row);
    }
    List<String> mean = new ArrayList<>(List.of("mean"));
    methods.forEach(method -> mean.add(Numbers.percent(method.mean())));
    return table.row(mean);
  }
}
