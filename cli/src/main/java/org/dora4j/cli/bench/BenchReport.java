package org.dora4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.TextTable;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.bench.Spread;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a measurement found out: a table for people, or one JSON object for programs.
 *
 * @param title what was measured
 * @param types names of the types it was measured in
 * @param table for people
 * @param json fields for programs, without what every measurement has
 */
record BenchReport(String title, List<DType> types, TextTable table, Map<String, Object> json) {

  /**
   * Prints one of the two.
   *
   * @param command whose options are the settings
   */
  void print(Terminal terminal, CommandSpec command, Device device, boolean asJson) {
    if (!asJson) {
      String hardware = Surroundings.hardware(device);
      terminal.out().printf("%s, %s, %s%n%n%s", title, typeNames(), hardware, table.plain());
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("program", "dora4j");
    fields.put("bench", command.name());
    fields.putAll(json);
    Map<String, Object> settings = Surroundings.settings(command);
    settings.put("device", device.toString());
    settings.put("dtype", typeNames());
    fields.put("settings", settings);
    fields.put("versions", Surroundings.versions(device));
    fields.put("hardware", Surroundings.hardware(device));
    terminal.out().println(Json.pretty(fields));
  }

  private String typeNames() {
    return types.stream().map(BenchReport::name).collect(Collectors.joining(","));
  }

  /** The name of a type as the options take it. */
  static String name(DType type) {
    return switch (type) {
      case F64 -> "fp64";
      case F32 -> "fp32";
      case F16 -> "fp16";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }

  /** Median and quartiles under those names. */
  static Map<String, Object> spread(Spread spread) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("median", spread.median());
    fields.put("lower", spread.lower());
    fields.put("upper", spread.upper());
    return fields;
  }

  /** Text with numbers as everywhere: a point for decimals, commas for thousands. */
  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** Operations per second as people read them. */
  static String flops(double rate) {
    return rate >= 1e12
        ? text("%.1f TFLOP/s", rate / 1e12)
        : text(rate >= 1e10 ? "%.0f GFLOP/s" : "%.2f GFLOP/s", rate / 1e9);
  }

  /** Bytes per second as people read them. */
  static String bytes(double rate) {
    return text("%.2f GiB/s", rate / (1L << 30));
  }
}
