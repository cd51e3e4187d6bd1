package org.dora4j.study.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dora4j.train.config.ConfigFile;
import org.dora4j.train.config.TrainConfig;

/** What an earlier run of the same recipe has left in its output folder. */
public enum EarlierRun {
  /** Nothing: the run begins. */
  NONE,
  /** A run that ended before its first checkpoint: it begins again. */
  BEGUN,
  /** A checkpoint: the run goes on from it. */
  STOPPED,
  /** The result: there is nothing left to train. */
  DONE;

  private static final String CONFIG = "config.yaml";

  /**
   * Looks into the output folder of a run.
   *
   * @throws RecipeException if it holds a finished run with other settings
   */
  public static EarlierRun of(TrainConfig config) {
    Path folder = config.output();
    if (!Files.isRegularFile(folder.resolve(CONFIG))) {
      return NONE;
    }
    if (Files.isDirectory(result(config))) {
      requireSame(config, ConfigFile.read(folder.resolve(CONFIG)));
      return DONE;
    }
    return hasCheckpoint(folder.resolve("checkpoints")) ? STOPPED : BEGUN;
  }

  /** Where the run leaves what it has trained: an adapter, or a model. */
  public static Path result(TrainConfig config) {
    return config.output().resolve(config.adapter().method().isAdapter() ? "adapter" : "model");
  }

  private static boolean hasCheckpoint(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.anyMatch(path -> path.getFileName().toString().matches("step-\\d+"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + folder + ".", e);
    }
  }

  private static void requireSame(TrainConfig now, TrainConfig earlier) {
    Map<String, String> asked = new TreeMap<>(now.fixedSettings());
    Map<String, String> done = new TreeMap<>(earlier.fixedSettings());
    if (now.compute().dtype().equals("auto")) {
      asked.put("dtype", done.getOrDefault("dtype", "auto"));
    }
    for (Map.Entry<String, String> each : asked.entrySet()) {
      String before = done.get(each.getKey());
      if (!Objects.equals(before, each.getValue())) {
        throw new RecipeException(
            "%s holds a finished run with %s %s where this one has %s; name another folder with --output, or add --overwrite to replace it."
                .formatted(
                    now.output(),
                    each.getKey(),
                    before == null ? "unset" : before,
                    each.getValue()));
      }
    }
  }
}
