package org.dora4j.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.ExitStatus;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.report.TextTable;
import org.dora4j.study.Forecast;
import org.dora4j.study.Grid;
import org.dora4j.torch.Memory;
import org.dora4j.train.event.ProgressLine;

/** Tells what a study would take. */
final class ForecastTable {
  private final Terminal terminal;

  ForecastTable(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Prints it; returns the exit status: a failure where a cell would not fit into memory. */
  int print(Grid grid, boolean json) {
    List<Forecast> forecasts = Forecast.of(grid, cell -> terminal.note("trying " + cell.title()));
    if (json) {
      terminal.out().println(Json.pretty(forecasts.stream().map(ForecastTable::asMap).toList()));
    } else {
      terminal.out().print(table(forecasts).plain());
      terminal.out().println();
      terminal.out().println(total(forecasts));
    }
    return forecasts.stream().allMatch(forecast -> forecast.run().fits())
        ? ExitStatus.SUCCESS
        : ExitStatus.FAILURE;
  }

  private static TextTable table(List<Forecast> forecasts) {
    TextTable table = TextTable.of("cell", "trained", "steps", "memory", "fits", "training");
    for (Forecast forecast : forecasts) {
      List<String> figures = new ArrayList<>();
      figures.add("%,d".formatted(forecast.run().trainable()));
      figures.add("%,d".formatted(forecast.run().steps()));
      figures.add(Memory.format(forecast.run().memoryBytes()));
      figures.add(forecast.run().fits() ? "yes" : "no");
      figures.add(forecast.run().fits() ? ProgressLine.duration(forecast.seconds()) : "–");
      for (String name : forecast.cells()) {
        List<String> row = new ArrayList<>(List.of(name));
        row.addAll(figures);
        table = table.row(row);
      }
    }
    return table;
  }

  private static String total(List<Forecast> forecasts) {
    double seconds =
        forecasts.stream()
            .filter(forecast -> forecast.run().fits())
            .mapToDouble(forecast -> forecast.cells().size() * forecast.seconds())
            .sum();
    int cells = forecasts.stream().mapToInt(forecast -> forecast.cells().size()).sum();
    return "%s in %s, tests not counted"
        .formatted(
            cells == 1 ? "one cell trains" : cells + " cells train",
            ProgressLine.duration(seconds));
  }

  private static Map<String, Object> asMap(Forecast forecast) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("cells", forecast.cells());
    map.put("trained", forecast.run().trainable());
    map.put("steps", forecast.run().steps());
    map.put("memory_bytes", forecast.run().memoryBytes());
    map.put("fits", forecast.run().fits());
    map.put("training_s", forecast.seconds());
    return map;
  }
}
