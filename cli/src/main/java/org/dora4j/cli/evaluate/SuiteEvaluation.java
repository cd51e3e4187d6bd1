package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.util.List;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.StopSignal;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.EvaluatedModel;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.eval.SuiteFolder;
import org.dora4j.eval.SuiteResult;
import org.dora4j.eval.TaskSuite;
import org.dora4j.report.PublishedResults;

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
      SuiteReport.of(names, result, options).publish(files.output(), beside, json, terminal);
      return ExitStatus.SUCCESS;
    }
  }
}
