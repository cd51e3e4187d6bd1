package org.dora4j.eval;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.dora4j.data.DataException;
import tools.jackson.databind.node.ObjectNode;

/**
 * Several tasks put to one model, as the DoRA paper's table 1 does with eight.
 *
 * <pre>{@code
 * TaskSuite suite = TaskSuite.open(Path.of("dataset"), "commonsense");
 * EvaluatedModel names = EvaluatedModel.of(loaded, adapter, adapterFolder);
 * SuiteResult result =
 *     suite.run(
 *         new AnswerEvaluation(loaded.transformer(), loaded.tokenizer()),
 *         EvaluationOptions.DEFAULT.withBatch(EvaluationOptions.AUTO),
 *         SuiteFolder.of(Path.of("results"), names),
 *         SuiteListener.NONE);
 * double average = result.average();
 * }</pre>
 */
public final class TaskSuite {
  private final List<TestSet> sets;
  private final List<String> warnings;

  private TaskSuite(List<TestSet> sets, List<String> warnings) {
    this.sets = List.copyOf(sets);
    this.warnings = List.copyOf(warnings);
  }

  /** Test sets that have been read. */
  public static TaskSuite of(List<TestSet> sets) {
    if (sets.isEmpty()) {
      throw new IllegalArgumentException("There is no task to evaluate.");
    }
    return new TaskSuite(sets, List.of());
  }

  /**
   * Reads the test sets of tasks from a data folder, see {@link TestSet#places}.
   *
   * @param names task names separated by commas; {@code commonsense} stands for the paper's eight,
   *     {@code world} for the toy world's, {@code math} for LLM-Adapters' six. What the folder
   *     lacks of such a group is left out with a warning.
   * @throws IllegalArgumentException if a name is not known
   * @throws DataException if a named task, or all of a group, is missing, or a file is not sound
   */
  public static TaskSuite open(Path data, String names) {
    Set<AnswerTask> tasks = new LinkedHashSet<>();
    List<String> warnings = new ArrayList<>();
    for (String name : names.split(",")) {
      String trimmed = name.strip();
      List<AnswerTask> group = group(trimmed);
      if (group.isEmpty()) {
        tasks.add(AnswerTask.named(trimmed));
        continue;
      }
      List<AnswerTask> there = group.stream().filter(t -> TestSet.exists(data, t)).toList();
      if (there.isEmpty()) {
        String rest = Files.isDirectory(data) ? ", nor any other task's." : ".";
        throw new DataException(TestSet.missing(data, group.get(0)) + rest);
      }
      group.stream()
          .filter(task -> !there.contains(task))
          .forEach(task -> warnings.add(TestSet.missing(data, task) + "; it is left out."));
      tasks.addAll(there);
    }
    return new TaskSuite(tasks.stream().map(t -> TestSet.find(data, t)).toList(), warnings);
  }

  /** Whether a name stands for several tasks. */
  public static boolean isGroup(String name) {
    return !group(name).isEmpty();
  }

  /** The tasks that a name stands for; empty where it is no group's. */
  public static List<AnswerTask> group(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "commonsense" -> AnswerTask.COMMONSENSE;
      case "world" -> AnswerTask.WORLD;
      case "math" -> AnswerTask.MATHEMATICS;
      default -> List.of();
    };
  }

  /** The tasks, in the order in which they are evaluated. */
  public List<AnswerTask> tasks() {
    return sets.stream().map(TestSet::task).toList();
  }

  /** The test sets, in the tasks' order. */
  public List<TestSet> sets() {
    return sets;
  }

  /** A sentence for each task of a group that the data folder lacks. */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Evaluates all tasks that the folder does not hold yet, and takes up those that were under way.
   * Before anything is computed the settings of what is there are held against the options.
   *
   * @param evaluation of the model that {@code folder} names
   * @param options the number of questions read at once may differ from an earlier evaluation's
   * @throws EvaluationException if the folder holds results of other settings, of the same model
   *     and adapter names
   */
  public SuiteResult run(
      AnswerEvaluation evaluation,
      EvaluationOptions options,
      SuiteFolder folder,
      SuiteListener listener) {
    List<TestSet> asked = sets.stream().map(set -> set.first(options.limit())).toList();
    List<TaskFiles> files =
        asked.stream().map(set -> files(evaluation, options, folder, set)).toList();
    if (folder.overwrite()) {
      files.forEach(TaskFiles::remove);
    }
    List<Optional<Accuracy>> earlier =
        files.stream().map(each -> each.finished(listener::onWarning)).toList();
    SuiteClock clock = new SuiteClock(asked, earlier, listener);
    List<Accuracy> results = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      Optional<Accuracy> result = earlier.get(i);
      if (result.isPresent()) {
        clock.skip(i, result.get());
      } else {
        result = run(evaluation, options, asked.get(i), files.get(i), clock.task(i));
      }
      if (result.isEmpty()) {
        return new SuiteResult(results, true);
      }
      results.add(result.get());
    }
    return new SuiteResult(results, false);
  }

  private static TaskFiles files(
      AnswerEvaluation evaluation, EvaluationOptions options, SuiteFolder folder, TestSet set) {
    ObjectNode settings =
        SuiteSettings.of(folder.model(), evaluation.model().dtype(), options, set);
    return new TaskFiles(folder, set, settings, options.decoding());
  }

  /** Empty if the listener stopped it. */
  private static Optional<Accuracy> run(
      AnswerEvaluation evaluation,
      EvaluationOptions options,
      TestSet set,
      TaskFiles files,
      SuiteClock.Task clock) {
    try (PredictionLog log = files.log(clock::warn)) {
      clock.begin(log.kept().values());
      List<Integer> open =
          IntStream.range(0, set.items().size())
              .filter(place -> !log.kept().containsKey(place))
              .boxed()
              .toList();
      evaluation.ask(
          set.task(),
          set.items(),
          open,
          options,
          (places, predictions) -> {
            log.add(places, predictions, clock.lap());
            return clock.answered(predictions);
          });
      if (log.kept().size() < set.items().size()) {
        return Optional.empty();
      }
      Prediction[] all = log.kept().values().toArray(Prediction[]::new);
      Accuracy accuracy =
          new Accuracy(set.task(), options.decoding(), Arrays.asList(all), log.seconds());
      files.finish(accuracy);
      return Optional.of(accuracy);
    }
  }
}
