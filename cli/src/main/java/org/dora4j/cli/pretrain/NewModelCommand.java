package org.dora4j.cli.pretrain;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.torch.DType;
import org.dora4j.train.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a model that has learned nothing yet. */
@Command(
    name = "new-model",
    header = "Make a model with random weights, to be trained from nothing.",
    description = "Weights are normal with deviation 0.02, norms 1, in fp32.",
    footer = {
      "  dora4j new-model --config config.json --tokenizer tokenizer --output model",
      "  dora4j train --model model --data text.jsonl --method full --output run"
    })
public final class NewModelCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "A config.json of a Llama: its shape.")
  private Path config = Path.of("");

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "DIR",
      description = "Folder with its tokenizer.json.")
  private Path tokenizer = Path.of("");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "New folder for the model, in Hugging Face layout.")
  private Path output = Path.of("");

  public NewModelCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    OutputFile.requireNewFolder(output);
    try (LoadedModel model = LoadedModel.random(config, tokenizer, seed)) {
      model.save(output, DType.F32);
      terminal.note("%,d parameters".formatted(model.transformer().parameterCount()));
    }
    terminal.out().println(output);
    return ExitStatus.SUCCESS;
  }
}
