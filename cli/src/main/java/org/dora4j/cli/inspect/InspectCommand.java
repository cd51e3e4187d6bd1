package org.dora4j.cli.inspect;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.train.LoadedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks into a model, an adapter or a data file. */
@Command(
    name = "inspect",
    header = "Look into a model, an adapter, or what training makes of an example.",
    description =
        "Trained tokens are highlighted on a terminal, and stand between ⟦ and ⟧ in files and pipes.",
    footer = {
      "  # configuration and tensors of a model",
      "  dora4j inspect --model M",
      "  # options, tensors and norms of an adapter",
      "  dora4j inspect --adapter run/adapter",
      "  # what training makes of the fourth example",
      "  dora4j inspect --data train.json --model M --index 3",
      "  # the same, token by token",
      "  dora4j inspect --data train.json --model M --index 3 --tokens",
      "  # sixteen examples as a padded batch",
      "  dora4j inspect --data train.json --model M --batch 16 --pad left"
    })
public final class InspectCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Folder in Hugging Face layout, GGUF file, or name on the Hub.")
  private @Nullable String model;

  @Option(
      names = {"-a", "--adapter"},
      paramLabel = "DIR",
      description = "Folder of an adapter.")
  private @Nullable Path adapter;

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Training examples|@%n")
  private Examples examples = new Examples();

  @Option(
      names = "--all",
      description = "Every tensor, instead of equal ones of all layers together.")
  private boolean all;

  @Option(names = "--json", description = "Print everything as JSON.")
  private boolean json;

  public InspectCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Which example to show, and how training would read it. */
  static final class Examples {
    @Option(
        names = {"-d", "--data"},
        paramLabel = "FILE",
        description = "File of training examples; needs --model for its tokenizer.")
    private @Nullable Path file;

    @Option(
        names = {"-i", "--index"},
        paramLabel = "N",
        defaultValue = "0",
        description = "Number of the example, from 0 (default: ${DEFAULT-VALUE}).")
    private int index;

    @Option(
        names = "--template",
        paramLabel = "NAME",
        description = "Prompt template, as in train (default: by the fields).")
    private @Nullable String template;

    @Option(names = "--train-on-inputs", description = "Learn the prompt too, as in train.")
    private boolean trainOnInputs;

    @Option(
        names = "--cutoff",
        paramLabel = "N",
        defaultValue = "256",
        description = "Most tokens of an example, as in train (default: ${DEFAULT-VALUE}).")
    private int cutoff = DataOptions.DEFAULT.cutoff();

    @Option(
        names = "--batch",
        paramLabel = "N",
        description =
            "Show N examples from --index on as one padded batch, as the published scripts make it.")
    private @Nullable Integer batch;

    @Option(
        names = "--pad",
        paramLabel = "SIDE",
        defaultValue = "left",
        description = "Where such a batch is padded: left or right (default: ${DEFAULT-VALUE}).")
    private String pad = "left";

    @Option(names = "--tokens", description = "Show a table of tokens instead of the text.")
    private boolean tokens;
  }

  @Override
  public Integer call() {
    if (examples.file != null) {
      showExample(examples.file);
    } else if (adapter != null) {
      new AdapterInspection(terminal).show(adapter, json);
    } else if (model != null) {
      new ModelInspection(terminal, all).show(ModelReference.resolve(model), json);
    } else {
      throw new UsageException(
          "there is nothing to look into: name a --model, an --adapter or a --data file");
    }
    return ExitStatus.SUCCESS;
  }

  private void showExample(Path file) {
    if (model == null) {
      throw new UsageException(
          "--data needs --model: an example becomes tokens by the model's tokenizer");
    }
    DataOptions options =
        new DataOptions(
            examples.template,
            examples.trainOnInputs,
            examples.cutoff,
            DataOptions.DEFAULT.appendEos());
    try (ModelFiles files =
            Checkpoint.open(ModelReference.resolve(model), new DownloadLine(terminal));
        Tokenizer tokenizer = LoadedModel.openTokenizer(files)) {
      if (examples.batch != null) {
        new BatchInspection(terminal, tokenizer)
            .show(file, options, examples.index, examples.batch, examples.pad, json);
        return;
      }
      new DataInspection(terminal, tokenizer, examples.tokens)
          .show(file, options, examples.index, json);
    }
  }
}
