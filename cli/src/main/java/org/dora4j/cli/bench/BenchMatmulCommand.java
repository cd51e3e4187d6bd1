package org.dora4j.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dora4j.cli.options.DeviceOptions;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.report.TextTable;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.bench.MatrixRate;
import org.dora4j.train.bench.MemoryRate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the rates that bound everything else on a machine. */
@Command(
    name = "matmul",
    header = "Measure the machine's own limits: products of square matrices, and copies.",
    description =
        "Best of five rounds of products of n × n matrices of random numbers, 2·n³ operations each; memory is a copy of one large "
            + "buffer, read and written bytes together; a GPU's link is a copy from pinned memory.",
    footer = {
      "  dora4j bench matmul",
      "  dora4j bench matmul --sizes 4096,8192 --dtype bf16 --json"
    })
public final class BenchMatmulCommand implements Callable<Integer> {
  private static final List<Integer> CPU_SIZES = List.of(512, 1024, 2048);
  private static final List<Integer> GPU_SIZES = List.of(1024, 2048, 4096, 8192);

  private static final List<DType> CPU_TYPES = List.of(DType.F32, DType.BF16);
  private static final List<DType> GPU_TYPES = List.of(DType.F32, DType.F16, DType.BF16);

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Option(
      names = "--sizes",
      paramLabel = "N",
      split = ",",
      description = "Sizes n (default: 512,1024,2048 on a CPU, 1024 to 8192 on a GPU).")
  private List<Integer> sizes = List.of();

  @Mixin private DeviceOptions compute = new DeviceOptions();

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  public BenchMatmulCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Device device = compute.device();
    List<DType> types = compute.asked().map(List::of).orElse(device.cuda() ? GPU_TYPES : CPU_TYPES);
    List<Integer> wanted = sizes.isEmpty() ? (device.cuda() ? GPU_SIZES : CPU_SIZES) : sizes;
    if (wanted.stream().anyMatch(size -> size < 1)) {
      throw new UsageException("--sizes must be at least 1 each");
    }
    TextTable table = TextTable.of("product", "type", "rate");
    List<Map<String, Object>> products = new ArrayList<>();
    for (DType type : types) {
      for (int size : wanted) {
        double rate = MatrixRate.of(type, device, size);
        String name = BenchReport.name(type);
        table = table.row(size + "³", name, BenchReport.flops(rate));
        products.add(Map.of("size", size, "dtype", name, "flops_per_s", rate));
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("products", products);
    double memory = MemoryRate.of(device);
    fields.put("memory_bytes_per_s", memory);
    table = table.row("memory", "", BenchReport.bytes(memory));
    if (device.cuda()) {
      double link = MemoryRate.hostToDevice(device);
      fields.put("host_to_device_bytes_per_s", link);
      table = table.row("host to GPU", "", BenchReport.bytes(link));
    }
    new BenchReport("products of square matrices", types, table, fields)
        .print(terminal, spec, device, json);
    return ExitStatus.SUCCESS;
  }
}
