package org.dora4j.cli.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.train.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes data as rows of token ids, for measurements on batches as users have them. */
@Command(
    name = "rows",
    header = "Turn a data file into rows of input_ids and labels, as training sees them.",
    description =
        "For the --data of 'dora4j bench step' and of tools/bench/peft_step.py: both then train on the same tokens.",
    footer = {
      "  dora4j bench rows --model M --data boolq/train.json --output rows.jsonl",
      "  # for random weights of a shape with fewer tokens than the tokenizer has",
      "  dora4j bench rows --model M --data D --vocabulary 32000 --output rows.jsonl"
    })
public final class BenchRowsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = {"-m", "--model"},
      required = true,
      paramLabel = "MODEL",
      description = "Model whose tokenizer to use.")
  private String model = "";

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "FILE",
      description = "Data, in any form that 'dora4j train' takes.")
  private Path data = Path.of("");

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens of a row (default: ${DEFAULT-VALUE}).")
  private int cutoff;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Most rows (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--vocabulary",
      paramLabel = "N",
      description = "Fold larger ids into the first N: other words, the same lengths.")
  private int vocabulary = Integer.MAX_VALUE;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "JSONL file to write.")
  private Path output = Path.of("");

  @Option(names = "--overwrite", description = "Replace the file if it exists.")
  private boolean overwrite;

  public BenchRowsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (rows < 1 || vocabulary < 1) {
      throw new UsageException("--rows and --vocabulary must be at least 1");
    }
    OutputFile.requireFree(output, overwrite);
    List<Example> examples = examples();
    try (BufferedWriter writer = Files.newBufferedWriter(output)) {
      for (Example example : examples.subList(0, Math.min(rows, examples.size()))) {
        writer.write(line(example));
        writer.newLine();
      }
    }
    terminal.out().println(output);
    return ExitStatus.SUCCESS;
  }

  private List<Example> examples() {
    DataOptions options = DataOptions.DEFAULT.withCutoff(cutoff);
    try (ModelFiles files =
            Checkpoint.open(ModelReference.resolve(model), new DownloadLine(terminal));
        Tokenizer tokenizer = LoadedModel.openTokenizer(files)) {
      Dataset dataset = Dataset.read(data, options, tokenizer);
      dataset.warnings().forEach(terminal::warn);
      return dataset.examples();
    }
  }

  private String line(Example example) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("input_ids", folded(example.ids()));
    fields.put("labels", folded(example.labels()));
    return Json.line(fields);
  }

  /** Ids below the vocabulary; marks of unlearned places stay. */
  private int[] folded(int[] ids) {
    return Arrays.stream(ids).map(id -> id < 0 ? id : id % vocabulary).toArray();
  }
}
