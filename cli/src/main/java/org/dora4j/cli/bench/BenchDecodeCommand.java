package org.dora4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.BaseOptions;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.Transformer;
import org.dora4j.model.WeightForm;
import org.dora4j.report.TextTable;
import org.dora4j.torch.Memory;
import org.dora4j.train.bench.DecodeBenchmark;
import org.dora4j.train.bench.DecodeResult;
import org.dora4j.train.bench.DecodeWork;
import org.dora4j.train.bench.Spread;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times how a model continues prompts. */
@Command(
    name = "decode",
    header = "Time decoding: prompts read, then new tokens written to each.",
    description =
        "Prompts are random, and every text gets all its new tokens. The limit is that of reading prompts at the rate of a large product "
            + "and of taking all weights through memory once for each further token. tools/bench/hf_decode.py does the same with transformers.",
    footer = {
      "  dora4j bench decode --shape smollm2-135m --batch 8 --prompt 128 --new 32",
      "  dora4j bench decode --shape llama-7b --batch 64 --beams 4 --device cuda --json"
    })
public final class BenchDecodeCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1", heading = "%n@|bold Weights|@%n")
  private SourceOptions source = new SourceOptions();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Prompts at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--prompt",
      paramLabel = "N",
      defaultValue = "128",
      description = "Tokens of each (default: ${DEFAULT-VALUE}).")
  private int prompt;

  @Option(
      names = "--new",
      paramLabel = "N",
      defaultValue = "32",
      description = "New tokens for each (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  @Option(
      names = "--beams",
      paramLabel = "N",
      defaultValue = "1",
      description = "Texts searched side by side for each prompt (default: ${DEFAULT-VALUE}).")
  private int beams;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds that count (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "1",
      description = "Rounds before them (default: ${DEFAULT-VALUE}).")
  private int warmUp;

  @Mixin private BaseOptions base = new BaseOptions();

  @Mixin private DeviceOptions compute = new DeviceOptions();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public BenchDecodeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    DecodeWork work = new DecodeWork(batch, prompt, newTokens, beams, warmUp, rounds);
    try (Transformer model =
        source.open(
            new WeightForm(compute.dtype(), compute.device(), base.quantisation()), terminal)) {
      DecodeResult result = DecodeBenchmark.run(model, work);
      new BenchReport(title(), List.of(compute.dtype()), table(result), fields(result))
          .print(terminal, spec, compute.device(), json);
    }
    return ExitStatus.SUCCESS;
  }

  private String title() {
    return "%s, %d prompts of %d tokens, %d new, %s"
        .formatted(
            source.label(), batch, prompt, newTokens, beams == 1 ? "greedy" : beams + " beams");
  }

  private TextTable table(DecodeResult result) {
    Spread seconds = result.roundSeconds();
    return TextTable.of("decoding", "measured")
        .row("examples per second", BenchReport.text("%,.2f", result.examplesPerSecond()))
        .row(
            "new tokens per second",
            BenchReport.text("%,.0f", result.examplesPerSecond() * newTokens))
        .row(
            "round",
            BenchReport.text(
                "%,.3f s (quartiles %,.3f to %,.3f)",
                seconds.median(), seconds.lower(), seconds.upper()))
        .row("peak memory", Memory.format(result.peakBytes()))
        .row(
            "of the limit",
            BenchReport.text(
                "%.1f %% of %,.1f examples/s",
                100 * result.examplesPerSecond() / result.limit(), result.limit()));
  }

  private static Map<String, Object> fields(DecodeResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("examples_per_s", result.examplesPerSecond());
    fields.put("round_s", BenchReport.spread(result.roundSeconds()));
    fields.put("peak_bytes", result.peakBytes());
    fields.put("limit_examples_per_s", result.limit());
    return fields;
  }
}
