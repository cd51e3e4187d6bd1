package org.dora4j.cli.bench;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dora4j.adapter.AdapterConfig;
import org.dora4j.adapter.AdapterConfigBuilder;
import org.dora4j.adapter.DropoutMask;
import org.dora4j.adapter.Method;
import org.dora4j.adapter.ModuleSelection;
import org.dora4j.cli.options.BaseOptions;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.model.Quantisation;
import org.dora4j.model.Transformer;
import org.dora4j.model.WeightForm;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.bench.MatrixRate;
import org.dora4j.train.bench.StepBatches;
import org.dora4j.train.bench.StepBenchmark;
import org.dora4j.train.bench.StepResult;
import org.dora4j.train.bench.StepWork;
import org.dora4j.train.config.ProjectionSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times whole training steps. */
@Command(
    name = "step",
    header = "Time training steps: forward, backward, gradients clipped at norm 1, AdamW.",
    description = {
      "Tokens are random and all trained unless --data gives rows; padding is never counted. "
          + "tools/bench/compare runs this and PEFT with the same arguments.",
      "",
      "FLOP use is 4·P·(tokens/s) over the measured rate of a large product in the same type, P being the weights of all linear "
          + "layers, head included (6·P where --method full trains them). Attention, adapters and recomputation are not counted.",
      "",
      "Phases come from further passes that wait after each: forward through the blocks; head and loss, with their gradients (what is "
          + "left of the median step); backward through the blocks; optimiser, with the clip. On a CPU whose cores share the sequences they "
          + "are those of the slowest. Peak memory is that of the steps, without loading."
    },
    footer = {
      "  # the CPU comparison of docs/performance.md",
      "  dora4j bench step --shape smollm2-135m --rank 16 --batch 4 --seq 256",
      "  dora4j bench step --shape llama-7b --method lora --batch 16 --json",
      "  # rows as users have them: see 'dora4j bench rows'",
      "  dora4j bench step --shape llama-7b --rank 32 --batch 16 --data rows.jsonl"
    })
public final class BenchStepCommand implements Callable<Integer> {
  private static final int RANK = 16;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1", heading = "%n@|bold Weights|@%n")
  private SourceOptions source = new SourceOptions();

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "dora",
      description = "dora, lora, vera, dvora or full (default: ${DEFAULT-VALUE}).")
  private String method = "dora";

  @Option(
      names = "--rank",
      paramLabel = "R",
      description =
          "Rank of the adapter; α is twice that (default: 16; 256 for vera, dvora, without α).")
  private @Nullable Integer rank;

  @Option(
      names = "--targets",
      paramLabel = "NAMES",
      split = ",",
      defaultValue = "q_proj,k_proj,v_proj,up_proj,down_proj",
      description = "Modules to adapt, or all-linear (default: ${DEFAULT-VALUE}).")
  private String[] targets = {};

  @Option(
      names = "--dropout",
      paramLabel = "P",
      defaultValue = "0",
      description = "Dropout on the adapter's input (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--dropout-mask",
      paramLabel = "WHICH",
      description = "What hides features from DoRA's gain: token, pass or auto (default).")
  private DropoutMask dropoutMask = DropoutMask.AUTO;

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
      names = "--data",
      paramLabel = "FILE",
      description = "JSONL rows of input_ids and labels, in file order, instead of random tokens.")
  private @Nullable Path data;

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

  @Option(names = "--no-breakdown", description = "Do not time the phases of a step.")
  private boolean whole;

  @Mixin private BaseOptions base = new BaseOptions();

  @Mixin private DeviceOptions compute = new DeviceOptions();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public BenchStepCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    rank = rank(); // for the settings in the report
    StepBatches batches =
        data == null
            ? new StepBatches.Random(batch, length)
            : new StepBatches.FromFile(data, batch);
    StepWork work = new StepWork(adapter().map(this::config), batches, warmUp, steps, !whole);
    DType type = compute.dtype();
    Device device = compute.device();
    WeightForm form = new WeightForm(type, device, base.quantisation());
    requireFrozen(form.quantisation());
    try (Transformer model = source.open(form, terminal)) {
      model.recompute(recompute);
      StepResult result = StepBenchmark.run(model, work);
      StepReport.of(title(), type, result, MatrixRate.of(type, device))
          .print(terminal, spec, device, json);
    }
    return ExitStatus.SUCCESS;
  }

  private void requireFrozen(Quantisation quantisation) {
    if (quantisation != Quantisation.NONE && adapter().isEmpty()) {
      throw new UsageException("--base-bits goes with a frozen base only, so not with full");
    }
  }

  /** Empty where all weights are trained. */
  private Optional<Method> adapter() {
    return switch (method.toLowerCase(Locale.ROOT)) {
      case "full" -> Optional.empty();
      case "dora" -> Optional.of(Method.DORA);
      case "lora" -> Optional.of(Method.LORA);
      case "vera" -> Optional.of(Method.VERA);
      case "dvora" -> Optional.of(Method.DVORA);
      default ->
          throw new UsageException(
              "--method must be dora, lora, vera, dvora or full but is '" + method + "'");
    };
  }

  private AdapterConfig config(Method kind) {
    AdapterConfigBuilder builder =
        AdapterConfig.builder(kind)
            .rank(rank())
            .targets(
                targets.length == 1 && targets[0].equals(ModuleSelection.ALL_LINEAR_WORD)
                    ? ModuleSelection.ALL_LINEAR
                    : ModuleSelection.names(targets))
            .dropout(dropout);
    if (!kind.sharesProjection()) {
      builder.alpha(2.0 * rank()).dropoutMask(dropoutMask);
    } else if (dropoutMask != DropoutMask.AUTO) {
      throw new UsageException("--dropout-mask is about DoRA's gain, so not for " + method);
    }
    return builder.build();
  }

  private int rank() {
    boolean shares = adapter().filter(Method::sharesProjection).isPresent();
    return rank != null ? rank : shares ? ProjectionSettings.RANK : RANK;
  }

  private String title() {
    String kind = method.equals("full") ? "full" : method + " r " + rank();
    String rows = data == null ? batch + " × " + length : batch + " rows of " + data;
    int bits = base.quantisation().bits();
    return "%s%s, %s, %s%s"
        .formatted(
            source.label(),
            bits < 16 ? " in " + bits + " bits" : "",
            kind,
            rows,
            recompute ? ", recompute" : "");
  }
}
