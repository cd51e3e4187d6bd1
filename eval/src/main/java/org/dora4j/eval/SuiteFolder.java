package org.dora4j.eval;

import java.nio.file.Path;

/**
 * Where the results of several tasks go. For each task the folder gets {@code
 * MODEL-ADAPTER-TASK.json}, the paper's code's file with every prediction, and {@code
 * MODEL-ADAPTER-TASK.summary.json} with our numbers; {@code MODEL-ADAPTER-TASK.partial.jsonl} is
 * there while a task is under way.
 *
 * @param path the folder; it is made where missing
 * @param model what is evaluated
 * @param overwrite whether results of an earlier evaluation are removed; else it is taken up again
 */
public record SuiteFolder(Path path, EvaluatedModel model, boolean overwrite) {

  /** A folder whose earlier evaluation is taken up again. */
  public static SuiteFolder of(Path path, EvaluatedModel model) {
    return new SuiteFolder(path, model, false);
  }

  /** The file with a task's predictions, as the paper's code names it. */
  public Path predictions(AnswerTask task) {
    return file(task, ".json");
  }

  /** The file with a task's numbers and settings. */
  public Path summary(AnswerTask task) {
    return file(task, ".summary.json");
  }

  /** The file that grows with every batch while a task is under way. */
  Path partial(AnswerTask task) {
    return file(task, ".partial.jsonl");
  }

  private Path file(AnswerTask task, String end) {
    return path.resolve(model.model() + "-" + model.adapter() + "-" + task.name() + end);
  }
}
