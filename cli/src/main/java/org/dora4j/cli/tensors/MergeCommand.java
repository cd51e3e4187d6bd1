package org.dora4j.cli.tensors;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dora4j.adapter.MergedWeights;
import org.dora4j.adapter.StoredAdapter;
import org.dora4j.cli.options.ModelOptions;
import org.dora4j.cli.options.ModelReference;
import org.dora4j.cli.options.OutputFile;
import org.dora4j.cli.options.TrainedBase;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.QuantisedWeights;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.gguf.GgufType;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a model with an adapter's changes in its weights. */
@Command(
    name = "merge",
    header = "Merge an adapter into its model, for tools that know no adapters.",
    description =
        "Merges in fp32, one tensor at a time from the model's files, and stores in the model's own type unless --dtype says otherwise. Without --adapter the model is only converted.",
    footer = {
      "  # a folder that transformers loads",
      "  dora4j merge --model M --adapter run/adapter --output merged",
      "  # one file for llama.cpp",
      "  dora4j merge --model M --adapter run/adapter --output merged.gguf --type q8_0",
      "  # for code of Meta's own: consolidated.00.pth and params.json",
      "  dora4j merge --model M --adapter run/adapter --output meta --format meta",
      "  # only convert",
      "  dora4j merge --model model.gguf --output folder --dtype bf16"
    })
public final class MergeCommand implements Callable<Integer> {
  private static final long USUAL_SHARD = 5L << 30;

  private final Terminal terminal;

  @ArgGroup(exclusive = false, multiplicity = "1", heading = "%n@|bold Model|@%n", order = 1)
  private ModelOptions model = new ModelOptions();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "PATH",
      description = "New folder, or GGUF file, to write.")
  private Path output = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description =
          "hf: a folder that transformers loads; gguf: one file for llama.cpp; meta: a folder with consolidated.00.pth and params.json (default: hf or gguf, by the name).")
  private @Nullable ModelFormat format;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Type of the matrices in a GGUF file: f16, bf16 or q8_0 (default: f16).")
  private @Nullable String type;

  @Option(
      names = "--shard-size",
      paramLabel = "SIZE",
      description =
          "Files of a folder that transformers loads grow no larger, for example 400MB (default: 5GB).")
  private @Nullable String shardSize;

  @Option(names = "--json", description = "Print what was written as JSON.")
  private boolean json;

  public MergeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    ModelFormat chosen = format == null ? ModelFormat.of(output) : format;
    if (type != null && chosen != ModelFormat.GGUF) {
      throw new UsageException("--type is for --format gguf; use --dtype for a folder");
    }
    if (shardSize != null && chosen != ModelFormat.HF) {
      throw new UsageException("--shard-size is for --format hf; the others are one file each");
    }
    long shardBytes = shardSize == null ? USUAL_SHARD : ByteSize.parse("--shard-size", shardSize);
    if (chosen == ModelFormat.GGUF) {
      OutputFile.requireNew(output);
      ggufType();
    } else {
      OutputFile.requireNewFolder(output);
    }
    report(chosen, merge(chosen, shardBytes));
    return ExitStatus.SUCCESS;
  }

  /** Returns the type of what was written. */
  private String merge(ModelFormat chosen, long shardBytes) {
    Device device = model.device();
    Path folder = model.adapter();
    if (folder != null) {
      TrainedBase.warning(folder, model.quantisation()).ifPresent(terminal::warn);
    }
    try (ModelFiles files = base();
        StoredAdapter adapter = folder == null ? null : StoredAdapter.open(folder, files.config());
        Closing tokenizer = new Closing(LoadedModel.tokenizer(files))) {
      MergedWeights weights = new MergedWeights(files, adapter, device);
      int known = warn(adapter, 0);
      MergedModel merged =
          new MergedModel(
              files, weights.config(), new CountedWeights(weights, terminal), tokenizer.opened());
      String stored = write(merged, chosen, shardBytes);
      warn(adapter, known);
      return stored;
    }
  }

  private ModelFiles base() {
    ModelFiles stored =
        Checkpoint.open(ModelReference.resolve(model.model()), new DownloadLine(terminal));
    DType dtype = model.dtype(stored.config().dtype());
    return QuantisedWeights.of(stored, model.quantisation(), dtype);
  }

  /** A tokenizer that need not be there. */
  private record Closing(Optional<Tokenizer> opened) implements AutoCloseable {
    @Override
    public void close() {
      opened.ifPresent(Tokenizer::close);
    }
  }

  /** Shows the warnings after the first {@code known} ones; returns how many there are. */
  private int warn(@Nullable StoredAdapter adapter, int known) {
    if (adapter == null) {
      return 0;
    }
    adapter.warnings().stream().skip(known).forEach(terminal::warn);
    return adapter.warnings().size();
  }

  private String write(MergedModel merged, ModelFormat chosen, long shardBytes) {
    if (chosen == ModelFormat.GGUF) {
      GgufType matrices = ggufType();
      merged.writeGguf(output, matrices);
      return matrices.name();
    }
    DType dtype = model.dtype(merged.files().config().dtype());
    if (chosen == ModelFormat.META) {
      merged.writeMeta(output, dtype);
    } else {
      merged.writeFolder(output, dtype, shardBytes);
    }
    return dtype.fileName();
  }

  private GgufType ggufType() {
    return switch (type == null ? "f16" : type.toLowerCase(Locale.ROOT)) {
      case "f16" -> GgufType.F16;
      case "bf16" -> GgufType.BF16;
      case "q8_0" -> GgufType.Q8_0;
      default -> throw new UsageException("--type must be f16, bf16 or q8_0 but is '" + type + "'");
    };
  }

  private void report(ModelFormat chosen, String stored) {
    if (json) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("output", output.toString());
      map.put("format", chosen.name().toLowerCase(Locale.ROOT));
      map.put("type", stored);
      terminal.out().println(Json.line(map));
    } else {
      terminal.out().println(output);
      terminal.note(
          terminal
              .errStyle()
              .faint("try it:  dora4j generate --model " + output + " --prompt \"…\""));
    }
  }
}
