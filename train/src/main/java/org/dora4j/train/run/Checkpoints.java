package org.dora4j.train.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.train.optim.FlatParameters;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints of a run: one folder {@code step-000100} each, with what is trained in its usual
 * layout, {@code optimiser.safetensors} and {@code trainer_state.json}. A checkpoint appears whole
 * or not at all, and older ones are deleted only after a newer one is complete.
 */
public final class Checkpoints {
  private static final String STATE = "trainer_state.json";
  private static final String OPTIMISER = "optimiser.safetensors";
  private static final String PREFIX = "step-";

  private final Path folder;
  private final int keep;

  /**
   * @param folder that holds the checkpoints; made with the first one
   * @param keep how many stay, at least 1
   */
  public Checkpoints(Path folder, int keep) {
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Saves a checkpoint, then deletes the oldest ones beyond those to keep, never the best one.
   *
   * @param result writes what is trained into the folder it is given
   * @return the folder of the checkpoint
   * @throws RunFolderException if it cannot be saved; earlier ones are as they were
   */
  public Path save(
      RunState state, FlatParameters parameters, boolean keepBest, Consumer<Path> result) {
    Path target = folder(state.step());
    Path unfinished = folder.resolve("." + target.getFileName() + ".saving");
    try {
      Folders.delete(unfinished);
      Files.createDirectories(unfinished);
      result.accept(unfinished);
      OptimiserFile.write(unfinished.resolve(OPTIMISER), parameters);
      Files.writeString(unfinished.resolve(STATE), state.toJson());
      Folders.delete(target);
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      discard(unfinished);
      throw new RunFolderException(
          "Cannot save the checkpoint of step %d (%s); %s."
              .formatted(state.step(), reason(e), whatRemains()),
          e);
    }
    prune(keepBest ? state.best() : null);
    return target;
  }

  /** Why something could not be saved, for the middle of a sentence. */
  static String reason(Exception e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof IOException ? e.toString() : message.replaceFirst("\\.$", "");
  }

  private String whatRemains() {
    return latest()
        .map(path -> path + " is intact, free some space to save again")
        .orElse("there is no earlier one, free some space to save again");
  }

  /** Removes what was written of a folder that could not be completed. */
  static void discard(Path unfinished) {
    try {
      Folders.delete(unfinished);
    } catch (IOException e) {
      // The failure to save is what the user has to know; the rest is deleted by the next save.
    }
  }

  private void prune(@Nullable Best best) {
    List<Integer> steps = steps();
    for (int step : steps.subList(0, Math.max(0, steps.size() - keep))) {
      if (best == null || best.step() != step) {
        try {
          Folders.delete(folder(step));
        } catch (IOException e) {
          throw new RunFolderException(
              "Cannot delete the old checkpoint %s (%s).".formatted(folder(step), e), e);
        }
      }
    }
  }

  /** Steps of the complete checkpoints, ascending. */
  public List<Integer> steps() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Integer> steps = new ArrayList<>();
    try (Stream<Path> list = Files.list(folder)) {
      list.map(path -> path.getFileName().toString())
          .filter(name -> name.matches(PREFIX + "\\d{1,9}"))
          .forEach(name -> steps.add(Integer.valueOf(name.substring(PREFIX.length()))));
    } catch (IOException e) {
      throw new RunFolderException("Cannot read " + folder + " (" + e + ").", e);
    }
    steps.sort(null);
    return steps;
  }

  /** Folder of the checkpoint with the most steps. */
  public Optional<Path> latest() {
    List<Integer> steps = steps();
    return steps.isEmpty() ? Optional.empty() : Optional.of(folder(steps.get(steps.size() - 1)));
  }

  /** Where the checkpoint of a step is or would be. */
  public Path folder(int step) {
    return folder.resolve(String.format(Locale.ROOT, PREFIX + "%06d", step));
  }

  /**
   * The state in a checkpoint.
   *
   * @throws ModelFileException if its file is damaged
   */
  public static RunState state(Path checkpoint) {
    return RunState.read(checkpoint.resolve(STATE));
  }

  /**
   * Puts a checkpoint's values and moments into the buffers.
   *
   * @throws RunFolderException if it belongs to other parameters
   * @throws ModelFileException if its file is damaged
   */
  public static void load(Path checkpoint, FlatParameters parameters) {
    OptimiserFile.read(checkpoint.resolve(OPTIMISER), parameters);
  }
}
