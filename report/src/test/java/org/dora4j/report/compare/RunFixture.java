package org.dora4j.report.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Writes folders as {@code dora4j train} leaves them. */
final class RunFixture {
  private RunFixture() {}

  /** A run whose losses fall from {@code first}, with a validation in the middle and at the end. */
  static Path write(Path dir, int steps, double first, String config) throws IOException {
    Files.createDirectories(dir);
    StringBuilder lines = new StringBuilder("{\"event\":\"start\",\"trainable\":10,\"all\":20}\n");
    for (int s = 1; s <= steps; s++) {
      lines.append(step(s, steps, first));
      if (s == steps / 2 || s == steps) {
        String eval = "{\"event\":\"eval\",\"step\":%d,\"eval_loss\":%s}\n";
        lines.append(eval.formatted(s, loss(s, first) + 0.1));
      }
    }
    Files.writeString(dir.resolve("metrics.jsonl"), lines);
    Files.writeString(dir.resolve("config.yaml"), config);
    return dir;
  }

  static double loss(int step, double first) {
    return first / Math.sqrt(step) + 0.05 * ((step * 7919) % 13) / 13.0;
  }

  private static String step(int s, int steps, double first) {
    return String.format(
        Locale.ROOT,
        "{\"event\":\"step\",\"step\":%d,\"epoch\":%s,\"loss\":%s,\"lr\":%s,\"grad_norm\":%s,\"trained_tokens\":100,"
            + "\"tokens\":200,\"tokens_per_s\":%s,\"step_s\":0.25,\"memory_bytes\":%d}%n",
        s,
        s / 10.0,
        loss(s, first),
        1e-4 * (1 - (s - 1.0) / steps),
        1.0 / s,
        800.0 + s % 5,
        (1L << 30) + 4096L * s);
  }

  /** Two snapshots of two modules in two layers. */
  static void adapter(Path dir) throws IOException {
    Files.writeString(
        dir.resolve("adapter_stats.jsonl"),
        """
        {"event":"modules","modules":["model.layers.0.self_attn.q_proj","model.layers.1.mlp.up_proj"]}
        {"event":"adapter","step":10,"norm":[0.1,0.2],"relative":[0.01,0.03],"magnitude":[0.001,0.003],"grad_a":[0.3,0.4],"grad_b":[3,4],"grad_m":[null,0.5],"dead_ranks":[0,1]}
        {"event":"adapter","step":20,"norm":[0.3,0.4],"relative":[0.02,0.06],"magnitude":[0.002,0.004],"grad_a":[0.6,0.8],"grad_b":[6,8],"grad_m":[null,0.7],"dead_ranks":[2,1]}
        """);
  }
}
