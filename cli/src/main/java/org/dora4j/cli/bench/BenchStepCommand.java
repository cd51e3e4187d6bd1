package org.dora4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.Method;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.train.bench.Shape;
import org.dora4j.train.bench.StepBenchmark;
import org.dora4j.train.bench.StepResult;
import org.dora4j.train.bench.StepWork;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times whole training steps on random tokens. */
@Command(
    name = "step",
    header = "Time whole training steps: forward, backward and AdamW, every token trained.",
    description =
        "Tokens are random, so only time and memory mean anything. tools/bench/peft_step.py does the same work with PEFT.",
    footer = {
      "  # the CPU comparison of docs/performance.md",
      "  dora4j bench step --shape smollm2-135m --method dora --rank 16 --batch 4 --seq 256",
      "  dora4j bench step --model M --method lora --recompute --json"
    })
public final class BenchStepCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Source source = new Source();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "dora",
      description = "dora, lora or full (default: ${DEFAULT-VALUE}).")
  private String method = "dora";

  @Option(
      names = "--rank",
      paramLabel = "R",
      defaultValue = "16",
      description = "Rank of the adapter; α is twice that (default: ${DEFAULT-VALUE}).")
  private int rank;

  @Option(
      names = "--targets",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = "q_proj,k_proj,v_proj,up_proj,down_proj",
      description = "Modules to adapt (default: ${DEFAULT-VALUE}).")
  private String[] targets = {};

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0",
      description = "Dropout on the adapter's input (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "4",
      description = "Sequences a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--seq",
      paramLabel = "N",
      defaultValue = "256",
      description = "Tokens of each (default: ${DEFAULT-VALUE}).")
  private int length;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "5",
      description = "Steps that count (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "2",
      description = "Steps before them (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(names = "--recompute", description = "Run blocks again in backward to save memory.")
  private boolean recompute;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description = "cpu, cuda, cuda:N, or auto (default: ${DEFAULT-VALUE}).")
  private String device = "auto";

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "fp32 or bf16 (default: bf16 on a GPU, fp32 on a CPU).")
  private @Nullable String dtype;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  /** Whose weights. */
  static final class Source {
    @Option(
        names = {"-m", "--model"},
        required = true,
        paramLabel = "MODEL",
        description = "Folder in Hugging Face layout, GGUF file, or name on the Hub.")
    private @Nullable String model;

    @Option(
        names = "--shape",
        required = true,
        paramLabel = "NAME",
        description = "Random weights: smollm2-135m, llama-7b, llama-13b or llama3-8b.")
    private @Nullable String shape;
  }

  public BenchStepCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    StepWork work = new StepWork(adapter(), batch, length, warmUp, steps);
    Device on = Device.parse(device);
    DType type = dtype == null ? (on.cuda() ? DType.BF16 : DType.F32) : DType.parse(dtype);
    try (Transformer model = open(type, on)) {
      model.recompute(recompute);
      report(StepBenchmark.run(model, work));
    }
    return ExitStatus.SUCCESS;
  }

  private Optional<AdapterConfig> adapter() {
    return switch (method.toLowerCase(Locale.ROOT)) {
      case "full" -> Optional.empty();
      case "dora" -> Optional.of(config(Method.DORA));
      case "lora" -> Optional.of(config(Method.LORA));
      default ->
          throw new UsageException("--method must be dora, lora or full but is '" + method + "'");
    };
  }

  private AdapterConfig config(Method kind) {
    return AdapterConfig.builder(kind)
        .rank(rank)
        .alpha(2.0 * rank)
        .targets(targets)
        .dropout(dropout)
        .build();
  }

  private Transformer open(DType type, Device on) {
    if (source.model == null) {
      return TransformerLoader.random(
          Shape.named(String.valueOf(source.shape)).config(), 1, type, on);
    }
    try (ModelFiles files = Checkpoint.open(source.model)) {
      return TransformerLoader.load(files, type, on);
    }
  }

  private void report(StepResult result) {
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("tokens_per_s", result.tokensPerSecond());
      fields.put("median_ms", result.medianMillis());
      fields.put("lower_quartile_ms", result.lowerMillis());
      fields.put("upper_quartile_ms", result.upperMillis());
      fields.put("peak_bytes", result.peakBytes());
      fields.put("trainable", result.trained());
      terminal.out().println(Json.pretty(fields));
      return;
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%s  %,.0f tok/s  step %,.0f ms (quartiles %,.0f to %,.0f)  peak memory %s  %,d trained%n",
            method,
            result.tokensPerSecond(),
            result.medianMillis(),
            result.lowerMillis(),
            result.upperMillis(),
            Memory.format(result.peakBytes()),
            result.trained());
  }
}
