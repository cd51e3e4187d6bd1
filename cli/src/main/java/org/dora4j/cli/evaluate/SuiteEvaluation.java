package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.Accuracy;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.EvaluatedModel;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.eval.SuiteFolder;
import org.dora4j.eval.SuiteResult;
import org.dora4j.eval.TaskSuite;
import org.dora4j.report.PublishedResults;
import org.dora4j.report.ResultsTable;
import org.dora4j.report.Scores;

/** Several tasks, one model: predictions, summaries and one table in a folder. */
final class SuiteEvaluation {
  private final Terminal terminal;
  private final SuiteFiles files;
  private final List<PublishedResults.Row> beside;

  /**
   * @param beside published rows to show below ours
   */
  SuiteEvaluation(Terminal terminal, SuiteFiles files, List<PublishedResults.Row> beside) {
    this.terminal = terminal;
    this.files = files;
    this.beside = beside;
  }

  int run(TaskSuite suite, ModelOptions model, EvaluationOptions options, boolean json)
      throws IOException {
    suite.warnings().forEach(terminal::warn);
    try (StopSignal stop = StopSignal.listen(() -> terminal.note("stopping after this batch"));
        OpenModel opened = model.open(terminal)) {
      EvaluatedModel names = files.named(opened, model);
      opened.merge();
      SuiteResult result =
          suite.run(
              new AnswerEvaluation(opened.transformer(), opened.tokenizer()),
              options,
              new SuiteFolder(files.output(), names, files.overwrite()),
              new SuiteLine(terminal, stop));
      if (result.stopped()) {
        terminal.note("stopped; the same command goes on from here");
        return ExitStatus.INTERRUPTED;
      }
      report(names, result, options, json);
      return ExitStatus.SUCCESS;
    }
  }

  private void report(
      EvaluatedModel names, SuiteResult result, EvaluationOptions options, boolean json)
      throws IOException {
    ResultsTable table = table(names, result).beside(beside);
    String note = note(result, options);
    String summary = Json.pretty(summary(names, result, options));
    table.write(files.output(), note);
    Files.writeString(files.output().resolve("results.json"), summary + "\n");
    terminal.out().println(json ? summary : table.table().plain() + note);
  }

  private static ResultsTable table(EvaluatedModel names, SuiteResult result) {
    List<String> tasks = result.accuracies().stream().map(a -> a.task().name()).toList();
    List<Double> values = result.accuracies().stream().map(Accuracy::value).toList();
    String name = names.model() + " " + names.adapter();
    return new ResultsTable(new Scores(tasks, List.of(new Scores.Method(name, values))));
  }

  private String note(SuiteResult result, EvaluationOptions options) {
    String how = options.decoding().text();
    String note =
        "Accuracy in %%, %s; Avg is the unweighted mean of the %d tasks shown%s."
            .formatted(
                how,
                result.accuracies().size(),
                options.limit() == 0
                    ? ""
                    : ", of each the first " + options.limit() + " questions");
    return beside.isEmpty() || how.equals("4 beams")
        ? note
        : note + " The published rows were found with 4 beams, so compare with care.";
  }

  private static Map<String, Object> summary(
      EvaluatedModel names, SuiteResult result, EvaluationOptions options) {
    Map<String, Object> tasks = new LinkedHashMap<>();
    for (Accuracy accuracy : result.accuracies()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("accuracy", accuracy.value());
      row.put("correct", accuracy.correct());
      row.put("total", accuracy.total());
      row.put("answered", accuracy.answered());
      row.put("best_constant", accuracy.bestConstant());
      row.put("seconds", accuracy.seconds());
      tasks.put(accuracy.task().name(), row);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", names.model());
    json.put("adapter", names.adapter());
    json.put("decoding", options.decoding().text());
    json.put("limit", options.limit());
    json.put("tasks", tasks);
    json.put("average", result.average());
    return json;
  }
}
