package org.dora4j.study;

import java.util.List;
import java.util.OptionalInt;

/**
 * Which of a study's training records a cell learns from.
 *
 * @param tasks only records of these tasks; empty for all
 * @param records their number, a random choice; empty for all. Of two choices with one seed the
 *     smaller lies in the larger
 * @param seed of the choice
 */
public record TrainingPart(List<String> tasks, OptionalInt records, long seed) {
  /** All records. */
  public static final TrainingPart ALL = new TrainingPart(List.of(), OptionalInt.empty(), 0);

  /** Copies the list. */
  public TrainingPart {
    tasks = List.copyOf(tasks);
  }

  /** All records of one task. */
  public static TrainingPart of(String task) {
    return new TrainingPart(List.of(task), OptionalInt.empty(), 0);
  }

  /** Some records of all tasks. */
  public static TrainingPart some(int records, long seed) {
    return new TrainingPart(List.of(), OptionalInt.of(records), seed);
  }

  /** Name of the file that it is written to: {@code all-1000-seed2.jsonl}. */
  String fileName() {
    String what = tasks.isEmpty() ? "all" : String.join("+", tasks);
    String some = records.isEmpty() ? "" : "-" + records.getAsInt() + "-seed" + seed;
    return what + some + ".jsonl";
  }
}
