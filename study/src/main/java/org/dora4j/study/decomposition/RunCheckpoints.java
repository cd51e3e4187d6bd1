package org.dora4j.study.decomposition;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.dora4j.analysis.TunedPath;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;
import org.dora4j.train.run.Checkpoints;
import org.dora4j.train.run.RunFolderException;

/** What a run folder holds to analyse: its checkpoints and its result. */
final class RunCheckpoints {
  private static final String CONFIG = "config.yaml";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String ADAPTER = "adapter";
  private static final String MODEL = "model";
  private static final String FINAL = "final";

  private RunCheckpoints() {}

  /**
   * Checkpoints by step, then the result under the name {@code final}, unless the last checkpoint
   * is the same.
   *
   * @throws RunFolderException if the folder is no run, is half written, or holds no weights yet
   * @throws org.dora4j.train.config.ConfigException if its config.yaml cannot be used
   */
  static List<TunedPath> of(Path run) {
    if (!Files.exists(run.resolve(CONFIG))) {
      throw new RunFolderException(
          "%s is no run folder: it has no %s; name the folder that train wrote with --output."
              .formatted(run, CONFIG));
    }
    TrainConfig config = ConfigFile.read(run.resolve(CONFIG));
    boolean whole = !config.adapter().method().isAdapter();
    String weights = whole ? MODEL : ADAPTER;
    Checkpoints checkpoints = new Checkpoints(run.resolve(CHECKPOINTS), config.run().keep());
    List<TunedPath> found = new ArrayList<>();
    for (int step : checkpoints.steps()) {
      Path folder = checkpoints.folder(step);
      Path path = folder.resolve(weights);
      if (!Files.isDirectory(path)) {
        throw new RunFolderException(
            "%s holds no folder %s: the checkpoint is incomplete; delete it to analyse the others."
                .formatted(folder, weights));
      }
      found.add(new TunedPath(folder.getFileName().toString(), OptionalInt.of(step), path, whole));
    }
    Path result = run.resolve(weights);
    if (Files.isDirectory(result)
        && found.stream().noneMatch(checkpoint -> same(checkpoint.path(), result))) {
      found.add(new TunedPath(FINAL, OptionalInt.empty(), result, whole));
    }
    if (found.isEmpty()) {
      throw new RunFolderException(
          "%s holds no checkpoint and no %s yet; let the run save one first (save_every)."
              .formatted(run, weights));
    }
    return found;
  }

  /** Whether two folders hold the same weights, byte by byte. */
  private static boolean same(Path a, Path b) {
    try (var files = Files.list(b)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".safetensors")).toList()) {
        Path other = a.resolve(file.getFileName());
        if (!Files.exists(other) || Files.mismatch(file, other) >= 0) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + b + ".", e);
    }
  }
}
