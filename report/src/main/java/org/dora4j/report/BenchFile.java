package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what {@code dora4j bench step}, {@code decode} and {@code load}, their Python peers and
 * {@code tools/bench/compare} print with {@code --json}.
 */
public final class BenchFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private BenchFile() {}

  /**
   * The measurements of a file: one, or of a comparison the middle one of each side.
   *
   * @throws IllegalArgumentException if the file cannot be read or holds something else
   */
  public static List<BenchRow> read(Path file) {
    JsonNode json;
    try {
      json = JSON.readTree(Files.readString(file));
    } catch (IOException | JacksonException e) {
      throw new IllegalArgumentException(
          "%s cannot be read as JSON; name what 'dora4j bench step --json' printed."
              .formatted(file),
          e);
    }
    List<BenchRow> rows = new ArrayList<>();
    JsonNode runs = json.path("runs");
    if (runs.isObject()) {
      runs.forEach(side -> rows.add(middle(side, file)));
    } else {
      rows.add(row(json, file));
    }
    return List.copyOf(rows);
  }

  private static BenchRow middle(JsonNode runs, Path file) {
    List<BenchRow> rows = new ArrayList<>();
    runs.forEach(run -> rows.add(row(run, file)));
    if (rows.isEmpty()) {
      throw notABench(file);
    }
    rows.sort(Comparator.comparingDouble(BenchRow::speed));
    return rows.get(rows.size() / 2);
  }

  private static BenchRow row(JsonNode json, Path file) {
    String program = json.path("program").asString("");
    JsonNode settings = json.path("settings");
    return switch (json.path("bench").asString("")) {
      case "step" ->
          new BenchRow(
              program,
              BenchWork.step(settings),
              number(json, "tokens_per_s", file),
              json.path("matrix_flops_per_s").asDouble(Double.NaN)
                  / json.path("flops_per_token").asDouble(Double.NaN),
              "tok/s");
      case "decode" ->
          new BenchRow(
              program,
              BenchWork.decode(settings),
              number(json, "examples_per_s", file),
              json.path("limit_examples_per_s").asDouble(Double.NaN),
              "examples/s");
      case "load" ->
          new BenchRow(
              program,
              BenchWork.load(settings),
              number(json, "bytes_per_s", file) / (1L << 20),
              number(json, "file_bytes", file) / number(json, "limit_s", file) / (1L << 20),
              "MiB/s");
      default -> throw notABench(file);
    };
  }

  private static double number(JsonNode json, String field, Path file) {
    JsonNode value = json.path(field);
    if (!value.isNumber()) {
      throw notABench(file);
    }
    return value.asDouble();
  }

  private static IllegalArgumentException notABench(Path file) {
    return new IllegalArgumentException(
        "%s is not a measurement; name what 'dora4j bench step', 'decode' or 'load' printed with --json."
            .formatted(file));
  }
}
