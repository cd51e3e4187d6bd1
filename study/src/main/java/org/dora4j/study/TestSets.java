package org.dora4j.study;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.eval.AnswerTask;

/**
 * The test sets of a study.
 *
 * @param folder with {@code <task>/test.json} files
 * @param tasks names of those that are used
 */
public record TestSets(Path folder, List<String> tasks) {
  private static final String TEST = "test.json";

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
            .filter(task -> Files.isRegularFile(folder.resolve(task).resolve(TEST)))
            .toList();
    List<String> tasks =
        asked.isEmpty()
            ? there
            : asked.stream().map(name -> AnswerTask.named(name).name()).toList();
    for (String task : tasks) {
      if (!there.contains(task)) {
        throw new IllegalArgumentException(
            "there is no test set %s; with test sets in %s there are %s"
                .formatted(folder.resolve(task).resolve(TEST), folder, String.join(", ", there)));
      }
    }
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no test set of a known task, such as %s; name the folder above those of the tasks"
              .formatted(folder, folder.resolve("boolq").resolve(TEST)));
    }
    return new TestSets(folder, tasks);
  }

  /** The file of a task. */
  public Path file(String task) {
    return folder.resolve(task).resolve(TEST);
  }
}
