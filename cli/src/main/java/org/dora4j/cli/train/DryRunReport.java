package org.dora4j.cli.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.torch.Memory;
import org.dora4j.train.DryRun;
import org.dora4j.train.event.ProgressLine;
import org.dora4j.train.event.TrainStart;

/** Tells what a run would take and, where that is too much, which settings take less. */
final class DryRunReport {
  private final Terminal terminal;

  DryRunReport(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints the result; returns the exit status. */
  int print(DryRun dryRun, boolean json) {
    if (json) {
      terminal.out().println(Json.line(asMap(dryRun)));
    } else {
      lines(dryRun).forEach(terminal.out()::println);
    }
    return dryRun.fits() ? ExitStatus.SUCCESS : ExitStatus.FAILURE;
  }

  private static List<String> lines(DryRun dryRun) {
    List<String> lines = new ArrayList<>();
    lines.add(TrainStart.trainableLine(dryRun.trainable(), dryRun.all()));
    String seen =
        dryRun.seenBytes().isPresent()
            ? ", seen in a step of the longest examples: "
                + Memory.format(dryRun.seenBytes().getAsLong())
            : "";
    lines.add(
        "memory: forecast %s%s, there is %s on %s in %s"
            .formatted(
                Memory.format(dryRun.forecastBytes()),
                seen,
                Memory.format(dryRun.roomBytes()),
                dryRun.device(),
                dryRun.dtype().toLowerCase(Locale.ROOT)));
    dryRun.secondsPerStep().ifPresent(seconds -> lines.add(time(dryRun, seconds)));
    if (!dryRun.fits()) {
      addAlternatives(lines, dryRun.alternatives());
    }
    return lines;
  }

  private static String time(DryRun dryRun, double seconds) {
    return String.format(
        Locale.ROOT,
        "time: %.3g s a step of %.0f tokens on average, %.0f tokens/s; %d steps take %s without evaluations",
        seconds,
        dryRun.tokensPerStep(),
        dryRun.tokensPerStep() / seconds,
        dryRun.steps(),
        ProgressLine.duration(seconds * dryRun.steps()));
  }

  private static void addAlternatives(List<String> lines, List<DryRun.Alternative> alternatives) {
    boolean any = alternatives.stream().anyMatch(DryRun.Alternative::fits);
    lines.add(
        any
            ? "It does not fit. By forecast, any of these would:"
            : "It does not fit, nor would anything but a smaller model. What takes least:");
    for (DryRun.Alternative alternative : alternatives) {
      lines.add(
          "  %-40s %s".formatted(alternative.options(), Memory.format(alternative.memoryBytes())));
    }
  }

  private static Map<String, Object> asMap(DryRun dryRun) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("fits", dryRun.fits());
    map.put("trainable", dryRun.trainable());
    map.put("all", dryRun.all());
    map.put("device", dryRun.device());
    map.put("dtype", dryRun.dtype().toLowerCase(Locale.ROOT));
    map.put("steps", dryRun.steps());
    map.put("tokens_per_step", dryRun.tokensPerStep());
    map.put("forecast_bytes", dryRun.forecastBytes());
    dryRun.seenBytes().ifPresent(bytes -> map.put("seen_bytes", bytes));
    map.put("room_bytes", dryRun.roomBytes());
    dryRun.secondsPerStep().ifPresent(seconds -> map.put("seconds_per_step", seconds));
    map.put("alternatives", dryRun.alternatives().stream().map(DryRunReport::asMap).toList());
    return map;
  }

  private static Map<String, Object> asMap(DryRun.Alternative alternative) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("options", alternative.options());
    map.put("memory_bytes", alternative.memoryBytes());
    map.put("fits", alternative.fits());
    return map;
  }
}
