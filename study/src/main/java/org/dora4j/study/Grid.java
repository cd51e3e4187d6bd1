package org.dora4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.run.Fingerprint;

/**
 * All that a study is to do.
 *
 * @param study name of the study
 * @param cells what is run, in this order
 * @param mix training records that the cells take their parts of
 * @param tests test sets
 * @param evaluation how these are put to a model
 */
public record Grid(
    String study, List<Cell> cells, TrainingMix mix, TestSets tests, EvaluationOptions evaluation) {

  /**
   * Checks that the cells are different.
   *
   * @throws IllegalArgumentException if two have one name
   */
  public Grid {
    cells = List.copyOf(cells);
    Set<String> names = new HashSet<>();
    for (Cell cell : cells) {
      if (!names.add(cell.name())) {
        throw new IllegalArgumentException(
            "%s is asked for twice; name each rank, size, method and seed once"
                .formatted(cell.title()));
      }
    }
  }

  /**
   * A cell that is ready to run.
   *
   * @param cell what it is
   * @param config of its training run
   * @param fixed everything that decides its result, by name: this must not change once it began
   */
  record Ready(Cell cell, TrainConfig config, Map<String, String> fixed) {}

  /**
   * Writes the training parts and makes each cell's configuration.
   *
   * @param folder that data and runs are written to
   * @throws org.dora4j.train.config.ConfigException if a training setting cannot be used
   */
  List<Ready> ready(StudyFolder folder) {
    Map<TrainingPart, TrainingMix.Written> parts = new HashMap<>();
    Map<String, String> hashes = new HashMap<>();
    List<Ready> ready = new ArrayList<>();
    for (Cell cell : cells) {
      Path run = folder.cell(cell.name()).run();
      config(cell, run.resolveSibling("data"), run);
    }
    for (Cell cell : cells) {
      TrainingMix.Written part =
          parts.computeIfAbsent(cell.part(), p -> mix.write(p, folder.data()));
      TrainConfig config = config(cell, part.path(), folder.cell(cell.name()).run());
      Map<String, String> fixed = new LinkedHashMap<>(config.fixedSettings());
      fixed.put("training records", Integer.toString(part.records()));
      fixed.put("the training records' SHA-256", part.sha256());
      fixed.put("tasks", String.join(", ", cell.tasks()));
      fixed.put("evaluation template", evaluation.template());
      fixed.put("decoding", evaluation.decoding().toString());
      fixed.put("max-tokens", Integer.toString(evaluation.newTokens()));
      fixed.put("limit", Integer.toString(evaluation.limit()));
      for (String task : cell.tasks()) {
        String hash = hashes.computeIfAbsent(task, t -> Fingerprint.of(tests.file(t)));
        fixed.put("the SHA-256 of the test set of " + task, hash);
      }
      ready.add(new Ready(cell, config, fixed));
    }
    return ready;
  }

  private static TrainConfig config(Cell cell, Path data, Path output) {
    Map<String, Object> values = new LinkedHashMap<>(cell.settings());
    values.put("data", data.toString());
    values.put("output", output.toString());
    return TrainConfig.of(values, "the settings of " + cell.title());
  }
}
