package org.dora4j.cli.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.terminal.DownloadLine;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.model.Transformer;
import org.dora4j.model.WeightForm;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.report.TextTable;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.train.bench.LoadBenchmark;
import org.dora4j.train.bench.LoadResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times loading a model from local files. */
@Command(
    name = "load",
    header = "Time loading a model: from opening its files to weights on the device.",
    description =
        "Held against plain reading of the same files and, on a GPU, against copying from pinned memory: the limit is the slower of the two. "
            + "Files are asked out of the system's cache before each reading. With --shape random weights are written to --scratch first.",
    footer = {
      "  dora4j bench load --model M --device cuda",
      "  dora4j bench load --shape llama-7b --device cuda --scratch DIR --json"
    })
public final class BenchLoadCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = true, multiplicity = "1", heading = "%n@|bold Weights|@%n")
  private SourceOptions source = new SourceOptions();

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = "Where --shape writes its files for the time (default: the temporary folder).")
  private Path scratch = Path.of(System.getProperty("java.io.tmpdir", "."));

  @Option(
      names = "--keep",
      description = "Leave the files that --shape writes, and say where they are.")
  private boolean keep;

  @Option(names = "--warm", description = "Read the files from the system's cache.")
  private boolean warm;

  @Mixin private DeviceOptions compute = new DeviceOptions();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public BenchLoadCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    LoadResult result = measure(compute.dtype(), compute.device());
    new BenchReport(
            "loading " + source.label(), List.of(compute.dtype()), table(result), fields(result))
        .print(terminal, spec, compute.device(), json);
    return ExitStatus.SUCCESS;
  }

  private LoadResult measure(DType dtype, Device device) {
    @Nullable String model = source.model();
    if (model != null) {
      Path location = Checkpoint.locate(model, new DownloadLine(terminal));
      return LoadBenchmark.run(location, dtype, device, !warm);
    }
    if (keep) {
      ScratchModel kept = write(dtype, device);
      terminal.err().println("The weights stay in " + kept.folder());
      return LoadBenchmark.run(kept.folder(), dtype, device, !warm);
    }
    try (ScratchModel files = write(dtype, device)) {
      return LoadBenchmark.run(files.folder(), dtype, device, !warm);
    }
  }

  private ScratchModel write(DType dtype, Device device) {
    try (Transformer random = source.open(WeightForm.plain(dtype, device), terminal)) {
      return ScratchModel.of(random, dtype, scratch);
    }
  }

  private static TextTable table(LoadResult result) {
    TextTable table =
        TextTable.of("loading", "measured")
            .row("time", BenchReport.text("%.2f s", result.seconds()))
            .row("files", Memory.format(result.fileBytes()))
            .row("rate", BenchReport.bytes(result.rate()))
            .row(
                "plain reading",
                BenchReport.bytes(result.diskRate()) + (result.cold() ? "" : ", from the cache"));
    if (result.hostToDeviceRate().isPresent()) {
      table = table.row("host to GPU", BenchReport.bytes(result.hostToDeviceRate().getAsDouble()));
    }
    return table.row(
        "of the limit",
        BenchReport.text("%.2f × %.2f s", result.timesLimit(), result.limitSeconds()));
  }

  private static Map<String, Object> fields(LoadResult result) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("load_s", result.seconds());
    fields.put("file_bytes", result.fileBytes());
    fields.put("device_bytes", result.deviceBytes());
    fields.put("bytes_per_s", result.rate());
    fields.put("disk_bytes_per_s", result.diskRate());
    result.hostToDeviceRate().ifPresent(rate -> fields.put("host_to_device_bytes_per_s", rate));
    fields.put("limit_s", result.limitSeconds());
    fields.put("times_limit", result.timesLimit());
    fields.put("cold", result.cold());
    return fields;
  }
}
