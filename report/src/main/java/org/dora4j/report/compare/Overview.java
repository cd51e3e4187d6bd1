package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.report.Numbers;
import org.dora4j.report.Summary;
import org.dora4j.report.html.DataTable;

/** What each run was and came to, a row each. */
final class Overview {
  private static final List<String> RANKED = List.of("dora", "lora", "vera", "dvora");
  static final List<String> HEADER =
      List.of(
          "run",
          "method",
          "steps",
          "loss at the end",
          "best validation",
          "tokens/s",
          "time in steps",
          "peak memory",
          "device");

  private Overview() {}

  static DataTable table(Comparison comparison) {
    return new DataTable("", HEADER, rows(comparison));
  }

  static List<List<String>> rows(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    for (ComparedRun run : comparison.runs()) {
      rows.add(row(run));
    }
    return rows;
  }

  private static List<String> row(ComparedRun run) {
    String device = run.folder().manifest().getOrDefault("machine.device", "–");
    if (run.log().steps().isEmpty()) {
      return List.of(run.name(), method(run), "0", "–", "–", "–", "–", "–", device);
    }
    Summary summary = Summary.of(run.log());
    double speed = summary.tokensPerSecond();
    double seconds = summary.seconds();
    return List.of(
        run.name(),
        method(run),
        Numbers.count(summary.steps()),
        Numbers.loss(summary.lastLoss()),
        Numbers.loss(summary.bestEvaluation()),
        Double.isNaN(speed) ? "–" : Numbers.count(Math.round(speed)),
        Double.isNaN(seconds) ? "–" : Numbers.duration(seconds),
        Numbers.bytes(summary.peakBytes()),
        device);
  }

  /** {@code dora, rank 16}. */
  static String method(ComparedRun run) {
    String method = run.setting("method");
    return RANKED.contains(method) ? method + ", rank " + run.setting("rank") : method;
  }
}
