package org.dora4j.cli.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dora4j.report.TextTable;
import org.dora4j.torch.DType;
import org.dora4j.torch.Memory;
import org.dora4j.train.bench.StepPhases;
import org.dora4j.train.bench.StepResult;

/** What a measurement of training steps found out. */
final class StepReport {
  private StepReport() {}

  /**
   * The report.
   *
   * @param matrixRate operations per second of a large product on the same device in the same type
   */
  static BenchReport of(String title, DType type, StepResult result, double matrixRate) {
    return new BenchReport(
        title, List.of(type), table(result, matrixRate), fields(result, matrixRate));
  }

  private static TextTable table(StepResult result, double matrixRate) {
    TextTable table =
        TextTable.of("training step", "measured")
            .row("tokens per second", BenchReport.text("%,.0f", result.tokensPerSecond()))
            .row(
                "step",
                BenchReport.text(
                    "%,.1f ms (quartiles %,.1f to %,.1f)",
                    result.stepMillis().median(),
                    result.stepMillis().lower(),
                    result.stepMillis().upper()))
            .row("peak memory", Memory.format(result.peakBytes()))
            .row(
                "FLOP use",
                BenchReport.text(
                    "%.1f %% of %s (%.2f GFLOP a token)",
                    100 * result.flopUtilisation(matrixRate),
                    BenchReport.flops(matrixRate),
                    result.flopsPerToken() / 1e9))
            .row("trained values", BenchReport.text("%,d", result.trained()));
    return result.phases().map(phases -> withPhases(table, phases)).orElse(table);
  }

  private static TextTable withPhases(TextTable table, StepPhases phases) {
    return table
        .row("forward", BenchReport.text("%,.1f ms", phases.forward()))
        .row("head and loss", BenchReport.text("%,.1f ms", phases.head()))
        .row("backward", BenchReport.text("%,.1f ms", phases.backward()))
        .row("optimiser", BenchReport.text("%,.1f ms", phases.optimiser()));
  }

  private static Map<String, Object> fields(StepResult result, double matrixRate) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tokens_per_s", result.tokensPerSecond());
    fields.put("step_ms", BenchReport.spread(result.stepMillis()));
    fields.put("peak_bytes", result.peakBytes());
    fields.put("trainable", result.trained());
    fields.put("flop_utilisation", result.flopUtilisation(matrixRate));
    fields.put("flops_per_token", result.flopsPerToken());
    fields.put("matrix_flops_per_s", matrixRate);
    Optional<StepPhases> phases = result.phases();
    if (phases.isPresent()) {
      Map<String, Object> millis = new LinkedHashMap<>();
      millis.put("forward", phases.get().forward());
      millis.put("head", phases.get().head());
      millis.put("backward", phases.get().backward());
      millis.put("optimiser", phases.get().optimiser());
      fields.put("breakdown_ms", millis);
    }
    return fields;
  }
}
