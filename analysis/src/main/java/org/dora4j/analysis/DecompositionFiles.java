package org.dora4j.analysis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.dora4j.model.file.AtomicFile;
import org.dora4j.model.file.TensorOutput;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes {@code decomposition.csv}, one line for each matrix and checkpoint, and {@code
 * decomposition.json}, the same with correlations and fitted lines. Numbers keep all their digits.
 */
public final class DecompositionFiles {
  /** Name of the table. */
  public static final String CSV = "decomposition.csv";

  /** Name of the file with everything. */
  public static final String JSON = "decomposition.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DecompositionFiles() {}

  /**
   * Writes both; older ones are replaced, each when its new content is complete.
   *
   * @throws org.dora4j.model.file.ModelFileException if a file cannot be written
   */
  public static void write(Decomposition result, Path folder) {
    write(folder.resolve(CSV), csv(result));
    write(folder.resolve(JSON), MAPPER.writeValueAsString(json(result)) + "\n");
  }

  private static void write(Path file, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(file, channel -> TensorOutput.write(channel, bytes));
  }

  private static String csv(Decomposition result) {
    StringBuilder text = new StringBuilder();
    for (MatrixChange change : result.changes()) {
      Map<String, @Nullable Object> row = row(change);
      if (text.isEmpty()) {
        text.append(String.join(",", row.keySet())).append('\n');
      }
      text.append(
              row.values().stream().map(DecompositionFiles::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
    return text.toString();
  }

  private static String cell(@Nullable Object value) {
    String text = value == null ? "" : value.toString();
    return text.matches("[^,\"\\n\\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /** Everything by the names of the JSON file. */
  public static Map<String, Object> json(Decomposition result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", result.model().toString());
    json.put("definition", result.definition().name().toLowerCase(Locale.ROOT));
    json.put("series", result.series().stream().map(DecompositionFiles::series).toList());
    json.put("fits", result.fits().stream().map(DecompositionFiles::fit).toList());
    json.put("points", result.changes().stream().map(DecompositionFiles::row).toList());
    return json;
  }

  private static Map<String, Object> series(Series series) {
    List<String> names = series.checkpoints().stream().map(TunedPath::name).toList();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", series.name());
    map.put("method", series.method());
    map.put("checkpoints", names);
    return map;
  }

  private static Map<String, @Nullable Object> fit(LineFit fit) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("series", fit.series());
    map.put("method", fit.method());
    map.put("module", fit.module());
    map.put("points", fit.points());
    map.put("pearson", number(fit.pearson()));
    map.put("pearson_low", fit.pearsonInterval().map(LineFit.Interval::low).orElse(null));
    map.put("pearson_high", fit.pearsonInterval().map(LineFit.Interval::high).orElse(null));
    Optional<LineFit.Line> line = fit.line();
    map.put("slope", line.map(LineFit.Line::slope).orElse(null));
    map.put("slope_low", line.map(l -> l.interval().low()).orElse(null));
    map.put("slope_high", line.map(l -> l.interval().high()).orElse(null));
    map.put("intercept", line.map(LineFit.Line::intercept).orElse(null));
    map.put("note", fit.note());
    return map;
  }

  private static Map<String, @Nullable Object> row(MatrixChange change) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("method", change.method());
    row.put("checkpoint", change.checkpoint());
    row.put("layer", change.layer());
    row.put("module", change.module());
    row.put("delta_m", change.deltaM());
    row.put("delta_d", change.deltaD());
    row.put("series", change.series());
    OptionalInt step = change.step();
    row.put("step", step.isPresent() ? step.getAsInt() : null);
    put(row, "delta_m", change.magnitudes());
    put(row, "delta_d", change.directions());
    row.put("change_norm", change.changeNorm());
    row.put("relative_change", change.relativeChange());
    Optional<UpdateSize> update = change.update();
    row.put("rank", update.map(UpdateSize::rank).orElse(null));
    row.put("update_norm", update.map(UpdateSize::norm).orElse(null));
    row.put("effective_rank", update.map(UpdateSize::effectiveRank).orElse(null));
    row.put("cosine_to_previous", number(change.cosineToPrevious()));
    return row;
  }

  private static void put(Map<String, @Nullable Object> row, String name, Quantiles quantiles) {
    row.put(name + "_p05", quantiles.p05());
    row.put(name + "_p25", quantiles.p25());
    row.put(name + "_p50", quantiles.p50());
    row.put(name + "_p75", quantiles.p75());
    row.put(name + "_p95", quantiles.p95());
  }

  private static @Nullable Double number(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
