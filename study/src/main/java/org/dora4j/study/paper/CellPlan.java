package org.dora4j.study.paper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.study.Cell;
import org.dora4j.study.TrainingPart;
import org.dora4j.train.config.ProjectionSettings;

/**
 * What the cells of a study share.
 *
 * @param settings training settings by key; a method does without those that mean nothing to it
 * @param learningRates peak learning rates of methods that have one of their own, by method
 * @param ranks ranks of methods that have one of their own, by method
 * @param seeds one cell each, of everything
 * @param tasks that results are put to
 */
public record CellPlan(
    Map<String, Object> settings,
    Map<String, Double> learningRates,
    Map<String, Integer> ranks,
    List<Long> seeds,
    List<String> tasks) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if there is no seed
   */
  public CellPlan {
    settings = Map.copyOf(settings);
    learningRates = Map.copyOf(learningRates);
    ranks = Map.copyOf(ranks);
    seeds = List.copyOf(seeds);
    tasks = List.copyOf(tasks);
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a study needs at least one seed");
    }
  }

  /** With the same rank for all methods. */
  public CellPlan(
      Map<String, Object> settings,
      Map<String, Double> learningRates,
      List<Long> seeds,
      List<String> tasks) {
    this(settings, learningRates, Map.of(), seeds, tasks);
  }

  /**
   * A cell.
   *
   * @param labels without the seed
   * @param method lora, dora, …
   * @param settings those that only this cell has
   */
  Cell cell(
      Map<String, String> labels,
      String method,
      long seed,
      Map<String, Object> settings,
      TrainingPart part) {
    return cell(labels, method, seed, settings, part, tasks);
  }

  /** The same with tasks of its own. */
  Cell cell(
      Map<String, String> labels,
      String method,
      long seed,
      Map<String, Object> settings,
      TrainingPart part,
      List<String> ownTasks) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put(Cell.SEED, Long.toString(seed));
    Map<String, Object> values = new LinkedHashMap<>(this.settings);
    values.put("method", method);
    values.put("seed", seed);
    if (learningRates.containsKey(method)) {
      values.put("lr", learningRates.get(method));
    }
    if (ranks.containsKey(method)) {
      values.put("rank", ranks.get(method));
    }
    values.putAll(settings);
    return new Cell(all, ProjectionSettings.fitting(values), part, ownTasks);
  }

  /** Labels in their order: name, value, name, value, … */
  static Map<String, String> labels(Object... namesAndValues) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
    }
    return labels;
  }
}
