package org.dora4j.analysis;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an analysis found.
 *
 * @param model location of the base
 * @param definition how directions were measured
 * @param series the runs, in the order given
 * @param changes one for each matrix and checkpoint: by series, checkpoint, layer and module
 * @param fits one for each series and module
 */
public record Decomposition(
    Path model,
    Definition definition,
    List<Series> series,
    List<MatrixChange> changes,
    List<LineFit> fits) {

  public Decomposition {
    series = List.copyOf(series);
    changes = List.copyOf(changes);
    fits = List.copyOf(fits);
  }

  static Decomposition of(
      Path model, Definition definition, List<Series> all, List<MatrixChange> unordered) {
    List<MatrixChange> changes = new ArrayList<>();
    List<LineFit> fits = new ArrayList<>();
    for (Series series : all) {
      List<MatrixChange> own =
          unordered.stream().filter(c -> c.series().equals(series.name())).toList();
      for (TunedPath path : series.checkpoints()) {
        own.stream().filter(c -> c.checkpoint().equals(path.name())).forEach(changes::add);
      }
      Set<String> modules = new LinkedHashSet<>();
      own.forEach(change -> modules.add(change.module()));
      for (String module : modules) {
        List<MatrixChange> points = own.stream().filter(c -> c.module().equals(module)).toList();
        fits.add(LineFit.of(series.name(), series.method(), module, points));
      }
    }
    return new Decomposition(model, definition, all, changes, fits);
  }

  /** Names of the modules that were looked at, in the order of the model. */
  public List<String> modules() {
    return fits.stream().map(LineFit::module).distinct().toList();
  }
}
