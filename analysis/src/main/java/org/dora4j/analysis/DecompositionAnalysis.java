package org.dora4j.analysis;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dora4j.model.checkpoint.ModelFiles;

/**
 * The weight-decomposition analysis of the paper's section 3.2: how far training moved the
 * magnitude and the direction of each matrix. Every checkpoint is held against the base itself,
 * never against another checkpoint, so their order means nothing to ΔM and ΔD.
 */
public final class DecompositionAnalysis {

  /** Hears how far an analysis is. */
  public interface Progress {
    /** After each matrix. */
    void matrix(int done, int all);
  }

  private final ModelFiles base;
  private final AnalysisOptions options;

  /**
   * @param base the model before training; stays open
   */
  public DecompositionAnalysis(ModelFiles base, AnalysisOptions options) {
    this.base = base;
    this.options = options;
  }

  /**
   * Analyses all checkpoints.
   *
   * @throws org.dora4j.model.file.ModelFileException if a checkpoint is not sound, is incomplete,
   *     or belongs to another base
   * @throws IllegalArgumentException if a module is named that the model does not have, or that no
   *     checkpoint changes
   */
  public Decomposition run(List<Series> all, Progress progress) {
    List<OpenCheckpoint> open = new ArrayList<>();
    try {
      for (Series series : all) {
        for (TunedPath path : series.checkpoints()) {
          open.add(OpenCheckpoint.open(series, path, base));
        }
      }
      List<LayerMatrix> matrices = matrices(open);
      MatrixPass pass = new MatrixPass(base, options.definition(), options.device());
      List<MatrixChange> changes = new ArrayList<>();
      for (int i = 0; i < matrices.size(); i++) {
        changes.addAll(pass.run(matrices.get(i), open));
        progress.matrix(i + 1, matrices.size());
      }
      return Decomposition.of(base.location(), options.definition(), all, changes);
    } finally {
      open.forEach(OpenCheckpoint::close);
    }
  }

  /** Matrices to look at, in the order of the model. */
  private List<LayerMatrix> matrices(List<OpenCheckpoint> open) {
    List<LayerMatrix> known =
        base.weights().names().stream()
            .map(name -> name.replaceFirst("\\.weight$", ""))
            .flatMap(path -> LayerMatrix.of(path).stream())
            .sorted(LayerMatrix.ORDER)
            .toList();
    requireKnown(known);
    Set<String> changed = changed(open);
    List<LayerMatrix> chosen =
        known.stream()
            .filter(matrix -> changed.contains(matrix.path()))
            .filter(matrix -> options.definition().counts(matrix.layer()))
            .filter(
                matrix ->
                    options.modules().isEmpty() || options.modules().contains(matrix.module()))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to analyse: no checkpoint changes %s in the layers that count"
              .formatted(
                  options.modules().isEmpty()
                      ? "a linear layer"
                      : String.join(", ", options.modules())));
    }
    return chosen;
  }

  /**
   * Beside adapters, whole models are only looked at where an adapter sits: what is compared is to
   * be the same for all.
   */
  private Set<String> changed(List<OpenCheckpoint> open) {
    boolean anyAdapter = open.stream().anyMatch(checkpoint -> !checkpoint.path().wholeModel());
    Set<String> changed = new LinkedHashSet<>();
    for (OpenCheckpoint checkpoint : open) {
      boolean counts =
          !checkpoint.path().wholeModel() || !anyAdapter || !options.modules().isEmpty();
      if (counts) {
        changed.addAll(checkpoint.weights().modules());
      }
    }
    return changed;
  }

  private void requireKnown(List<LayerMatrix> known) {
    Set<String> names =
        known.stream().map(LayerMatrix::module).collect(Collectors.toCollection(TreeSet::new));
    for (String module : options.modules()) {
      if (!names.contains(module)) {
        throw new IllegalArgumentException(
            "the model has no module '%s' in its layers; it has %s"
                .formatted(module, String.join(", ", names)));
      }
    }
  }
}
