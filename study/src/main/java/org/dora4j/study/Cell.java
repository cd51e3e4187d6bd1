package org.dora4j.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One run of a study: a training run, and the tasks that its result is put to.
 *
 * @param labels what tells it from the others, in the order of the tables' columns; the last is the
 *     seed
 * @param settings training settings by key, see {@link org.dora4j.train.config.TrainConfig#keys};
 *     {@code data} and {@code output} come from the study
 * @param part of the training records that it learns from
 * @param tasks names of the tasks
 */
public record Cell(
    Map<String, String> labels,
    Map<String, Object> settings,
    TrainingPart part,
    List<String> tasks) {
  /** The label whose values are repetitions: means and deviations are taken over it. */
  public static final String SEED = "seed";

  /** Copies the collections. */
  public Cell {
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    tasks = List.copyOf(tasks);
  }

  /** The name of its folder: {@code dora-rank8-seed2}. */
  public String name() {
    return labels.entrySet().stream()
        .map(label -> namePart(label.getKey(), label.getValue()))
        .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._+]+", "-"))
        .collect(Collectors.joining("-"));
  }

  private static String namePart(String label, String value) {
    if (!spoken(label)) {
      return value;
    }
    return label + (Character.isDigit(value.charAt(0)) ? "" : "-") + value;
  }

  /** As people say it: {@code dora, rank 8, seed 2}. */
  public String title() {
    return title(labels);
  }

  static String title(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> (spoken(label.getKey()) ? label.getKey() + " " : "") + label.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Values that do not speak for themselves are shown with their label. */
  private static boolean spoken(String label) {
    return !label.equals("method") && !label.equals("modules") && !label.equals("trained on");
  }
}
