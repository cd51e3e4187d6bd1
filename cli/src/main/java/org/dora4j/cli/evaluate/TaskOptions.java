package org.dora4j.cli.evaluate;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.TaskSuite;
import org.dora4j.eval.TestSet;
import org.dora4j.report.PublishedResults;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks are evaluated, and where their results go. */
final class TaskOptions {
  @Option(
      names = "--tasks",
      paramLabel = "NAMES",
      description =
          "Several tasks: boolq,piqa,social_i_qa,hellaswag,winogrande,ARC-Easy,ARC-Challenge,openbookqa, or commonsense for all of these; world for those of the toy world; MultiArith,gsm8k,AddSub,AQuA,SingleEq,SVAMP, or math for these six.")
  private @Nullable String names;

  @Option(
      names = "--task",
      paramLabel = "NAME",
      description = "One task: a name as above, or world-boolq and so on.")
  private @Nullable String name;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "PATH",
      description =
          "Of several tasks the folder with TASK/test.json or TASK.json; of one its file: JSON, or one JSON object per line.")
  private @Nullable Path data;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Folder for every prediction and the tables. Several tasks go on from what it holds; of one an older file is replaced.")
  private @Nullable Path output;

  @Option(
      names = "--overwrite",
      description = "Remove what the output folder holds of these tasks and begin anew.")
  private boolean overwrite;

  @Option(
      names = "--beside",
      paramLabel = "ROWS",
      description =
          "Show published rows below: paper (its table 1), readme (its rank sweep), or those of a model, such as LLaMA-7B.")
  private @Nullable String beside;

  @Option(
      names = "--names",
      paramLabel = "MODEL,ADAPTER",
      split = ",",
      description =
          "Names for files and tables (default: last part of the model's name, method of the adapter).")
  private List<String> labels = List.of();

  /**
   * Checks what picocli cannot.
   *
   * @param likelihood whether likelihoods are asked for, which need no folder
   * @throws UsageException if options are missing or do not go together
   */
  void check(boolean likelihood) {
    if ((names == null) == (name == null)) {
      throw new UsageException(
          "name the tasks: --tasks with a folder of test sets, or --task with one file");
    }
    if (data == null) {
      throw new UsageException("--data is missing: the test sets");
    }
    if (names != null && output == null && !likelihood) {
      throw new UsageException("--output is missing: --tasks keeps its results in a folder");
    }
    if (name != null && (overwrite || beside != null || !labels.isEmpty())) {
      throw new UsageException("--overwrite, --beside and --names go with --tasks only");
    }
    if (!labels.isEmpty() && labels.size() != 2) {
      throw new UsageException("--names takes two, such as --names LLaMA-7B,DoRA");
    }
    named();
    beside();
  }

  /** Whether one file is evaluated, without a suite's folder. */
  boolean single() {
    return name != null;
  }

  AnswerTask task() {
    return named(String.valueOf(name));
  }

  /** The tasks that the names stand for, whether or not there are files. */
  List<AnswerTask> named() {
    return names == null
        ? List.of(task())
        : Arrays.stream(names.split(","))
            .map(String::strip)
            .flatMap(
                each ->
                    TaskSuite.isGroup(each)
                        ? TaskSuite.group(each).stream()
                        : Stream.of(named(each)))
            .toList();
  }

  private static AnswerTask named(String task) {
    try {
      return AnswerTask.named(task);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  /** The test sets: those of a folder, or the one file. */
  TaskSuite suite() {
    return single()
        ? TaskSuite.of(List.of(TestSet.read(task(), data())))
        : TaskSuite.open(data(), String.valueOf(names));
  }

  Path data() {
    return required(data);
  }

  @Nullable Path output() {
    return output;
  }

  SuiteFiles files() {
    return labels.isEmpty()
        ? new SuiteFiles(required(output), overwrite, null, null)
        : new SuiteFiles(required(output), overwrite, labels.get(0), labels.get(1));
  }

  List<PublishedResults.Row> beside() {
    try {
      return beside == null ? List.of() : PublishedResults.of(beside);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Path required(@Nullable Path path) {
    if (path == null) {
      throw new IllegalStateException("options were not checked");
    }
    return path;
  }
}
