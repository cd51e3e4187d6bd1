package org.dora4j.cli.tensors;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes what a model predicts after every token. */
@Command(
    name = "logits",
    header = "Write a model's logits to a safetensors file, for comparison with other tools.",
    description =
        "The file holds one tensor, logits [rows, length, vocabulary]; padded places are zero. Computed in fp32 unless --dtype says otherwise, whatever type the model is stored in.",
    footer = {
      "  dora4j logits --model M --text \"The capital of France is\" -o out.safetensors",
      "  # ids from a file, with an adapter",
      "  dora4j logits --model M --adapter A --ids ids.json -o out.safetensors",
      "  # ids.json, two rows, the second padded on the left:",
      "  {\"input_ids\":      [[1, 15, 9], [0, 1, 22]],",
      "   \"attention_mask\": [[1, 1, 1], [0, 1, 1]]}"
    })
public final class LogitsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @ArgGroup(exclusive = true, multiplicity = "1", heading = "%n@|bold Text|@%n", order = 2)
  private Text text = new Text();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "File to write, in safetensors format.")
  private Path output = Path.of("");

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  @Option(names = "--json", description = "Print file, shape and type as JSON.")
  private boolean json;

  public LogitsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What the logits are of. */
  static final class Text {
    @Option(
        names = "--ids",
        required = true,
        paramLabel = "FILE",
        description = "JSON file with input_ids and, for padded rows, attention_mask.")
    private @Nullable Path ids;

    @Option(
        names = "--text",
        required = true,
        paramLabel = "TEXT",
        description = "A text, tokenised with the special tokens that the tokenizer adds.")
    private @Nullable String text;
  }

  @Override
  public Integer call() {
    OutputFile.requireFree(output, overwrite);
    PaddedRows fromFile = text.ids == null ? null : IdsFile.read(text.ids);
    try (OpenModel opened = model.open(terminal, model.dtype(DType.F32));
        Scope scope = Scope.open()) {
      PaddedRows rows =
          fromFile != null
              ? fromFile
              : PaddedRows.whole(
                  new int[][] {opened.tokenizer().encode(String.valueOf(text.text))});
      Tensor logits = logits(opened.transformer(), rows);
      SafeTensors.write(output, Map.of("logits", logits), Map.of());
      report(logits);
    }
    return ExitStatus.SUCCESS;
  }

  /** [rows, length, V] on the CPU, in the model's type; zero where rows are padded. */
  static Tensor logits(Transformer model, PaddedRows rows) {
    requireKnownIds(rows, model.config().vocabularySize());
    int count = rows.tokens().length;
    Tensor all =
        Tensors.zeros(
            model.dtype(), Device.CPU, count, rows.length(), model.config().vocabularySize());
    for (int i = 0; i < count; i++) {
      try (Scope scope = Scope.open()) {
        int[] tokens = rows.tokens()[i];
        Tensor place = all.select(0, i).narrow(0, rows.starts()[i], tokens.length);
        place.copy_(model.logits(Tokens.of(tokens)).to(Device.CPU));
      }
    }
    return all;
  }

  private static void requireKnownIds(PaddedRows rows, int vocabulary) {
    for (int[] row : rows.tokens()) {
      for (int id : row) {
        if (id < 0 || id >= vocabulary) {
          throw new IllegalArgumentException(
              "input_ids holds %d, but this model's ids go from 0 to %d"
                  .formatted(id, vocabulary - 1));
        }
      }
    }
  }

  private void report(Tensor logits) {
    if (json) {
      terminal
          .out()
          .println(
              Json.line(
                  Map.of(
                      "output", output.toString(),
                      "shape", logits.shape(),
                      "dtype", logits.dtype().fileName())));
    } else {
      terminal.note(
          "wrote %s: logits %s %s"
              .formatted(output, logits.dtype().fileName(), Arrays.toString(logits.shape())));
    }
  }
}
