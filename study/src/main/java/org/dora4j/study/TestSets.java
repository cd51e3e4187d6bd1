package org.dora4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.TestSet;

/**
 * The test sets of a study.
 *
 * @param folder with {@code <task>/test.json} or {@code <task>.json} files
 * @param tasks names of those that are used
 */
public record TestSets(Path folder, List<String> tasks) {
  /** Copies the list. */
  public TestSets {
    tasks = List.copyOf(tasks);
  }

  /**
   * Finds the test sets.
   *
   * @param asked names of tasks; empty for all known ones that the folder has
   * @throws IllegalArgumentException if a task is not known or has no file, or there is none at all
   */
  public static TestSets in(Path folder, List<String> asked) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s is not a folder of <task>/test.json files".formatted(folder));
    }
    List<String> there =
        AnswerTask.names().stream()
            .filter(task -> TestSet.exists(folder, AnswerTask.named(task)))
            .toList();
    List<String> tasks =
        asked.isEmpty()
            ? there
            : asked.stream().map(name -> AnswerTask.named(name).name()).toList();
    for (String task : tasks) {
      if (!there.contains(task)) {
        throw new IllegalArgumentException(
            "there is no test set %s; with test sets in %s there are %s"
                .formatted(places(folder, task).get(0), folder, String.join(", ", there)));
      }
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no test set of a known task, such as %s; name the folder above those of the tasks"
              .formatted(folder, places(folder, "boolq").get(0)));
    }
    return new TestSets(folder, tasks);
  }

  /** The file of a task. */
  public Path file(String task) {
    return places(folder, task).stream().filter(Files::isRegularFile).findFirst().orElseThrow();
  }

  private static List<Path> places(Path folder, String task) {
    return TestSet.places(folder, AnswerTask.named(task));
  }
}
