package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how often a model answers the questions of a test set rightly. */
@Command(
    name = "evaluate",
    header = "Measure accuracy on a test set, with or without an adapter.",
    description =
        "The model writes its answer, by default taking the likeliest token each time, and the first allowed word counts (true, answer2, …). Records have instruction, input and answer, as in the LLM-Adapters commonsense sets.",
    footer = {
      "  dora4j evaluate --model M --task boolq --data boolq/test.json",
      "  # with an adapter; every prediction goes to results/ARC-Easy.json",
      "  dora4j evaluate --model M --adapter run/adapter --task ARC-Easy \\",
      "                  --data test.json --output results",
      "  # as the DoRA paper does",
      "  dora4j evaluate --model M --adapter run/adapter --task boolq \\",
      "                  --data boolq/test.json --beams 4",
      "  # choose among the allowed answers only",
      "  dora4j evaluate --model M --task piqa --data t.json --decode constrained"
    })
public final class EvaluateCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @Option(
      names = "--task",
      required = true,
      paramLabel = "NAME",
      description =
          "boolq, piqa, social_i_qa, hellaswag, winogrande, ARC-Easy, ARC-Challenge or openbookqa; world-boolq and so on for the toy world.")
  private String task = "";

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "FILE",
      description = "Test set: JSON, or one JSON object per line.")
  private Path data = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Folder for NAME.json with every prediction; an older one is replaced.")
  private @Nullable Path output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N questions; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Questions read at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      defaultValue = "32",
      description = "Most tokens of an answer (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "commonsense",
      description =
          "Prompt template: commonsense, alpaca, plain, prompt-completion or chat (default: ${DEFAULT-VALUE}).")
  private String template = "";

  @Option(
      names = "--decode",
      paramLabel = "HOW",
      defaultValue = "free",
      description =
          "free: the model writes; constrained: it only chooses among the allowed answers, which is faster and another measure (default: ${DEFAULT-VALUE}).")
  private String decode = "";

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @ArgGroup(
      exclusive = false,
      validate = false,
      heading = "%n@|bold Choice of tokens|@%n",
      order = 2)
  private DrawOptions draws = new DrawOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Beam search|@%n", order = 3)
  private BeamOptions search = new BeamOptions();

  public EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    AnswerTask asked = asked();
    EvaluationOptions options = options();
    List<AnswerItem> items = AnswerItem.read(data, asked);
    int total = limit == 0 ? items.size() : Math.min(limit, items.size());
    Accuracy accuracy;
    try (OpenModel opened = model.open(terminal)) {
      accuracy =
          new AnswerEvaluation(opened.transformer(), opened.tokenizer())
              .run(asked, items, options, done -> progress(done, total));
    }
    if (output != null) {
      AccuracyFile.write(output.resolve(asked.name() + ".json"), accuracy);
    }
    terminal.out().println(json ? AccuracyFile.summary(accuracy) : sentence(accuracy));
    return ExitStatus.SUCCESS;
  }

  private AnswerTask asked() {
    try {
      return AnswerTask.named(task);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private EvaluationOptions options() {
    try {
      return new EvaluationOptions(template, decoding(), newTokens, batch, limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Decoding decoding() {
    Sampling sampling = draws.sampling();
    Optional<Beams> beams = search.beams(sampling);
    if (decode.equals("constrained") && beams.isPresent()) {
      throw new UsageException(
          "--beams searches what the model writes, but with --decode constrained it writes nothing");
    }
    return switch (decode) {
      case "free" ->
          beams.isPresent() ? new Decoding.Searched(beams.get()) : new Decoding.Written(sampling);
      case "constrained" -> new Decoding.Constrained();
      default ->
          throw new UsageException(
              "--decode must be free or constrained but is \"" + decode + "\"");
    };
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
