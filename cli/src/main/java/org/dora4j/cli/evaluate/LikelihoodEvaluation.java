package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.NllEvaluation;
import org.dora4j.eval.NllScore;
import org.dora4j.eval.TaskSuite;
import org.dora4j.eval.TestSet;
import org.dora4j.report.ResultsTable;
import org.dora4j.report.TextTable;

/** Scores by likelihood: {@code evaluate --score nll}. */
final class LikelihoodEvaluation {
  private final Terminal terminal;
  private final TaskOptions tasks;
  private final AnswerOptions answers;

  LikelihoodEvaluation(Terminal terminal, TaskOptions tasks, AnswerOptions answers) {
    this.terminal = terminal;
    this.tasks = tasks;
    this.answers = answers;
  }

  int run(ModelOptions model, boolean json) throws IOException {
    if (answers.template().equals("chat")) {
      throw new UsageException("--score nll wants a template with a training form, not chat");
    }
    TaskSuite suite = tasks.suite();
    suite.warnings().forEach(terminal::warn);
    List<NllScore> scores = new ArrayList<>();
    try (OpenModel opened = model.open(terminal)) {
      NllEvaluation evaluation =
          new NllEvaluation(
              opened.transformer(), opened.tokenizer(), answers.template(), answers.cutoff());
      for (TestSet set : suite.sets()) {
        scores.add(evaluation.run(set, answers.limit(), done -> progress(set, done)));
      }
    }
    clear();
    report(scores, json);
    return ExitStatus.SUCCESS;
  }

  private void report(List<NllScore> scores, boolean json) throws IOException {
    String summary = Json.pretty(summary(scores));
    TextTable table = table(scores);
    Path output = tasks.output();
    if (output != null) {
      Files.createDirectories(output);
      Files.writeString(output.resolve("nll.json"), summary + "\n");
      Files.writeString(output.resolve("nll.md"), table.markdown());
    }
    terminal.out().print(json ? summary + System.lineSeparator() : table.plain());
  }

  private static TextTable table(List<NllScore> scores) {
    TextTable table =
        TextTable.of(
            "task", "examples", "tokens", "nll/token", "answer tokens", "nll/answer token");
    for (NllScore score : scores) {
      table =
          table.row(
              ResultsTable.label(score.task()),
              String.valueOf(score.examples()),
              String.valueOf(score.tokens()),
              decimals(score.nll()),
              String.valueOf(score.answerTokens()),
              decimals(score.answerNll()));
    }
    return table.row(
        "mean",
        "–",
        "–",
        decimals(mean(scores, NllScore::nll)),
        "–",
        decimals(mean(scores, NllScore::answerNll)));
  }

  private static Map<String, Object> summary(List<NllScore> scores) {
    Map<String, Object> nll = new LinkedHashMap<>();
    Map<String, Object> answer = new LinkedHashMap<>();
    scores.forEach(score -> nll.put(score.task(), score.nll()));
    scores.forEach(score -> answer.put(score.task(), score.answerNll()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("nll", nll);
    json.put("nll_answer", answer);
    json.put("nll_mean", mean(scores, NllScore::nll));
    json.put("nll_answer_mean", mean(scores, NllScore::answerNll));
    json.put("tasks", scores);
    return json;
  }

  private static double mean(List<NllScore> scores, ToDoubleFunction<NllScore> value) {
    return scores.stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  private static String decimals(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  private void progress(TestSet set, int done) {
    if (terminal.errColours()) {
      terminal.err().print("\r\u001b[K" + set.task().name() + " " + done);
      terminal.err().flush();
    }
  }

  private void clear() {
    if (terminal.errColours()) {
      terminal.err().print("\r\u001b[K");
      terminal.err().flush();
    }
  }
}
