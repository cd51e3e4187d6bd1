package org.dora4j.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a run wrote about its adapter while it trained.
 *
 * @param modules paths of the adapted modules, such as {@code model.layers.0.self_attn.q_proj}
 * @param snapshots in the order of their steps
 * @param torn whether the last line was cut off; it is left out
 */
public record AdapterLog(List<String> modules, List<Snapshot> snapshots, boolean torn) {
  /** The log's name in a run folder. */
  public static final String FILE = "adapter_stats.jsonl";

  /**
   * The adapter at a step, before its update; one value for each module, NaN where there is none.
   *
   * @param step from 1
   * @param norm ‖ΔW‖
   * @param relative ‖ΔW‖ / ‖W‖
   * @param magnitude mean of |m/‖W‖ − 1| over the rows
   * @param gradientA norm of the gradient of A (of VeRA's d), before clipping
   * @param gradientB the same of B (of VeRA's b)
   * @param gradientM the same of m
   * @param deadRanks rank components that do nothing
   */
  @SuppressWarnings("ArrayRecordComponent") // Snapshots are drawn, never compared.
  public record Snapshot(
      long step,
      double[] norm,
      double[] relative,
      double[] magnitude,
      double[] gradientA,
      double[] gradientB,
      double[] gradientM,
      double[] deadRanks) {}

  /** Copies the lists. */
  public AdapterLog {
    modules = List.copyOf(modules);
    snapshots = List.copyOf(snapshots);
  }

  /**
   * Reads {@code adapter_stats.jsonl}; empty where there is none. Where a resumed run repeats
   * steps, the later line counts.
   *
   * @throws RunLogException when a line before the last cannot be read
   */
  public static AdapterLog read(Path runDir) {
    Path file = runDir.resolve(FILE);
    List<String> modules = new ArrayList<>();
    List<Snapshot> snapshots = new ArrayList<>();
    boolean torn = Files.exists(file) && JsonLines.read(file, l -> add(l, modules, snapshots));
    return new AdapterLog(modules, snapshots, torn);
  }

  private static void add(JsonNode line, List<String> modules, List<Snapshot> snapshots) {
    switch (line.path("event").asString("")) {
      case "modules" -> {
        modules.clear();
        JsonLines.required(line, "modules").forEach(name -> modules.add(name.asString("")));
      }
      case "adapter" -> {
        Snapshot next = snapshot(line, modules.size());
        while (!snapshots.isEmpty() && snapshots.get(snapshots.size() - 1).step() >= next.step()) {
          snapshots.remove(snapshots.size() - 1);
        }
        snapshots.add(next);
      }
      default -> {
        // Lines of other events may come with later versions.
      }
    }
  }

  private static Snapshot snapshot(JsonNode line, int count) {
    return new Snapshot(
        JsonLines.required(line, "step").asLong(),
        values(line, "norm", count),
        values(line, "relative", count),
        values(line, "magnitude", count),
        values(line, "grad_a", count),
        values(line, "grad_b", count),
        values(line, "grad_m", count),
        values(line, "dead_ranks", count));
  }

  private static double[] values(JsonNode line, String field, int count) {
    JsonNode list = JsonLines.required(line, field);
    if (list.size() != count) {
      throw new IllegalArgumentException(
          "'%s' has %d values for %d modules".formatted(field, list.size(), count));
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = JsonLines.number(list.get(i));
    }
    return values;
  }
}
