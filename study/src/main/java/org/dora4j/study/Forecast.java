package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dora4j.train.DryRun;
import org.dora4j.train.FineTune;

/**
 * What the cells of one arm would take; one of them is tried for all, since they differ only in
 * their seed.
 *
 * @param cells names of the cells
 * @param run what training takes in each
 */
public record Forecast(List<String> cells, DryRun run) {

  /** Copies the list. */
  public Forecast {
    cells = List.copyOf(cells);
  }

  /**
   * Tries a few steps of each arm. Nothing stays on disk.
   *
   * @param progress told each cell before it is tried
   */
  public static List<Forecast> of(Grid grid, Consumer<Cell> progress) {
    Path scratch = scratch();
    try {
      Map<Map<String, String>, List<Grid.Ready>> arms = new LinkedHashMap<>();
      for (Grid.Ready ready : grid.ready(new StudyFolder(scratch))) {
        Map<String, String> arm = new LinkedHashMap<>(ready.cell().labels());
        arm.remove(Cell.SEED);
        arms.computeIfAbsent(arm, key -> new ArrayList<>()).add(ready);
      }
      List<Forecast> forecasts = new ArrayList<>();
      for (List<Grid.Ready> arm : arms.values()) {
        progress.accept(arm.get(0).cell());
        List<String> names = arm.stream().map(ready -> ready.cell().name()).toList();
        forecasts.add(new Forecast(names, FineTune.of(arm.get(0).config()).dryRun()));
      }
      return forecasts;
    } finally {
      delete(scratch);
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("dora4j-study");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make a temporary folder (" + e + ").", e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder + " (" + e + ").", e);
    }
  }

  /** Seconds that training takes in each cell; NaN where that is not known. */
  public double seconds() {
    return run.steps() * run.secondsPerStep().orElse(Double.NaN);
  }
}
