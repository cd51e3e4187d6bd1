package org.dora4j.cli.published;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.dora4j.cli.evaluate.PublishedEvaluation;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Cornell's {@code eval.sh}: beam sampling where the paper's script searches. */
@Command(
    name = "evaluate",
    header = "Evaluate one data set as Cornell's replication does.",
    description =
        "4 beams are drawn at temperature 0.1 with top-p 0.75 and top-k 40, one question at a time. Writes experiment/Llama-7B-METHOD-DATASET.json and adds what it prints to WEIGHTS/DATASET.txt.",
    footer = {
      "  dora4j cornell evaluate weights/boolq-dora dora boolq",
      "  # another base, and the paper's beam search instead of draws",
      "  dora4j cornell evaluate run/adapter lora winogrande --temperature 0 \\",
      "                  --base_model SmolLM2-135M-Instruct.gguf --data dataset"
    })
public final class CornellEvaluateCommand implements Callable<Integer> {
  private static final String MODEL = "Llama-7B";
  private static final int BEAMS = 4;
  private static final int TOP_K = 40;
  private static final double TOP_P = 0.75;
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "WEIGHTS", description = "Folder of the adapter.")
  private Path weights = Path.of("");

  @Parameters(index = "1", paramLabel = "lora|dora", description = "Method, for the file's name.")
  private String method = "";

  @Parameters(
      index = "2",
      paramLabel = "DATASET",
      description = "boolq, hellaswag, winogrande, or another of the paper's.")
  private String dataset = "";

  @Option(
      names = "--base_model",
      paramLabel = "MODEL",
      defaultValue = "yahma/llama-7b-hf",
      description =
          "Folder in Hugging Face layout, GGUF file, or name on the Hub (default: ${DEFAULT-VALUE}).")
  private String baseModel = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "../data",
      description = "Folder with DATASET/test.json (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "experiment",
      description = "Folder for the result (default: ${DEFAULT-VALUE}).")
  private Path output = Path.of("");

  @Option(
      names = "--temperature",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "0 searches without draws (default: ${DEFAULT-VALUE}).")
  private double temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N questions; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--overwrite", description = "Remove an earlier result and begin anew.")
  private boolean overwrite;

  @ArgGroup(exclusive = false, validate = false, heading = "%n@|bold Computation|@%n", order = 1)
  private DeviceOptions computation = new DeviceOptions();

  public CornellEvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    PublishedEvaluation.task(dataset);
    PublishedEvaluation evaluation =
        new PublishedEvaluation(
            dataset,
            data,
            ModelReference.resolve(baseModel),
            weights,
            MODEL,
            PublishedEvaluation.method(method),
            output,
            overwrite);
    EvaluationOptions options = options();
    if (!Files.isDirectory(weights)) {
      throw new IllegalArgumentException("There is no adapter folder " + weights + ".");
    }
    Device device = computation.device();
    DType dtype = computation.asked().orElse(PublishedEvaluation.published(device));
    try (OutputStream file =
            Files.newOutputStream(
                weights.resolve(dataset + ".txt"),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        PrintStream both =
            new PrintStream(new Tee(terminal.out(), file), true, StandardCharsets.UTF_8)) {
      return evaluation.run(options, WeightForm.plain(dtype, device), terminal, both);
    }
  }

  private EvaluationOptions options() {
    try {
      Sampling sampling =
          temperature == 0 ? Sampling.GREEDY : new Sampling(temperature, TOP_K, TOP_P, seed);
      return EvaluationOptions.DEFAULT
          .withDecoding(new Decoding.Searched(Beams.of(BEAMS).withSampling(sampling)))
          .withBatch(1)
          .withLimit(limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage());
    }
  }

  /** Writes to two streams and closes neither. */
  private static final class Tee extends OutputStream {
    private final OutputStream one;
    private final OutputStream other;

    Tee(OutputStream one, OutputStream other) {
      this.one = one;
      this.other = other;
    }

    @Override
    public void write(int b) throws IOException {
      one.write(b);
      other.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      one.write(bytes, from, length);
      other.write(bytes, from, length);
    }

    @Override
    public void flush() throws IOException {
      one.flush();
      other.flush();
    }
  }
}
