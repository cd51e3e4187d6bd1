package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.BeamOptions;
import org.dora4j.cli.options.DrawOptions;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.Accuracy;
import org.dora4j.eval.AccuracyFile;
import org.dora4j.eval.AnswerEvaluation;
import org.dora4j.eval.AnswerItem;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.EvaluationOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how often a model answers the questions of a test set rightly. */
@Command(
    name = "evaluate",
    header = "Measure accuracy on test sets, with or without an adapter.",
    description =
        "The model writes its answer, by default taking the likeliest token each time, and the first allowed word counts (true, answer2, …), or for mathematics the last number. Records have instruction, input and answer, as in the LLM-Adapters sets. Of several tasks every prediction is kept in the output folder as soon as it is there, so that the same command goes on after Ctrl-C or a crash; at its end it writes results.md, .csv and .json.",
    footer = {
      "  dora4j evaluate --model M --task boolq --data boolq/test.json",
      "  # with an adapter; every prediction goes to results/ARC-Easy.json",
      "  dora4j evaluate --model M --adapter run/adapter --task ARC-Easy \\",
      "                  --data test.json --output results",
      "  # the DoRA paper's eight tasks as it does them, beside its results",
      "  dora4j evaluate --model M --adapter run/adapter --tasks commonsense \\",
      "                  --data dataset --output results --beams 4 --beside paper",
      "  # on two GPUs, a task at a time on each",
      "  dora4j evaluate --model M --tasks commonsense --data dataset \\",
      "                  --output results --beams 4 --devices cuda:0,cuda:1",
      "  # LLM-Adapters' mathematics",
      "  dora4j evaluate --model M --adapter run/adapter --tasks math \\",
      "                  --data dataset --output results --beams 4",
      "  # how likely the test sets are to the model, token by token",
      "  dora4j evaluate --model M --tasks commonsense --data dataset --score nll",
      "  # choose among the allowed answers only",
      "  dora4j evaluate --model M --task piqa --data t.json --decode constrained"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Tasks|@%n", order = 2)
  private TaskOptions tasks = new TaskOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Answers|@%n", order = 3)
  private AnswerOptions answers = new AnswerOptions();

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Choice of tokens|@%n",
      order = 4)
  private DrawOptions draws = new DrawOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Beam search|@%n", order = 5)
  private BeamOptions search = new BeamOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Workers|@%n", order = 6)
  private WorkerOptions workers = new WorkerOptions();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EvaluationOptions options = check();
    if (workers.asked() && (tasks.single() || answers.likelihood())) {
      throw new UsageException("--workers and --devices go with --tasks and --score accuracy only");
    }
    if (answers.likelihood()) {
      return new LikelihoodEvaluation(terminal, tasks, answers).run(model, json);
    }
    return tasks.single() ? one(options) : several(options);
  }

  /**
   * Checks what was given, without looking for a model.
   *
   * @throws IllegalArgumentException if a value cannot be used
   */
  public EvaluationOptions check() {
    tasks.check(answers.likelihood());
    return answers.options(tasks.named(), draws, search);
  }

  private int several(EvaluationOptions options) throws IOException {
    if (workers.asked()) {
      List<String> words = spec.commandLine().getParseResult().originalArgs();
      return new QueuedEvaluation(terminal, tasks, words).run(workers.perWorker(), json);
    }
    SuiteEvaluation evaluation = new SuiteEvaluation(terminal, tasks.files(), tasks.beside());
    return evaluation.run(tasks.suite(), model, options, json);
  }

  private int one(EvaluationOptions options) throws IOException {
    AnswerTask asked = tasks.task();
    List<AnswerItem> items = AnswerItem.read(tasks.data(), asked);
    int total = options.limit() == 0 ? items.size() : Math.min(options.limit(), items.size());
    Accuracy accuracy;
    try (OpenModel opened = model.open(terminal)) {
      accuracy =
          new AnswerEvaluation(opened.transformer(), opened.tokenizer())
              .run(asked, items, options, done -> progress(done, total));
    }
    Path output = tasks.output();
    if (output != null) {
      AccuracyFile.write(output.resolve(asked.name() + ".json"), accuracy);
    }
    terminal.out().println(json ? AccuracyFile.summary(accuracy) : sentence(accuracy));
    return ExitStatus.SUCCESS;
  }

  private void progress(int done, int total) {
    if (terminal.errColours()) {
      terminal.err().print("\r\u001b[K" + (done < total ? done + "/" + total : ""));
      terminal.err().flush();
    }
  }

  private static String sentence(Accuracy accuracy) {
    return String.format(
        Locale.ROOT,
        "%s: %.1f %% right (%,d of %,d, %s), %,d gave an allowed answer, best constant answer %.1f %%, %.1f s",
        accuracy.task().name(),
        100 * accuracy.value(),
        accuracy.correct(),
        accuracy.total(),
        accuracy.decoding().text(),
        accuracy.answered(),
        100 * accuracy.bestConstant(),
        accuracy.seconds());
  }
}
