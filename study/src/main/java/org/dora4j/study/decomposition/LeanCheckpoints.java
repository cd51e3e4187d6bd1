package org.dora4j.study.decomposition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.train.event.CheckpointSaved;
import org.dora4j.train.event.TrainListener;

/**
 * Deletes the optimiser's state from all checkpoints but the newest, from which alone a stopped run
 * goes on: of a model trained in full it is three times as large as the model.
 */
public final class LeanCheckpoints implements TrainListener {
  private static final String OPTIMISER = "optimiser.safetensors";

  @Override
  public void onCheckpoint(CheckpointSaved saved) {
    Path parent = saved.folder().toAbsolutePath().getParent();
    if (parent == null) {
      return;
    }
    try (Stream<Path> siblings = Files.list(parent)) {
      List<Path> older =
          siblings
              .filter(path -> !path.getFileName().equals(saved.folder().getFileName()))
              .toList();
      for (Path path : older) {
        Files.deleteIfExists(path.resolve(OPTIMISER));
      }
    } catch (IOException e) {
      // A state that stays costs room on the disk and nothing else.
      return;
    }
  }
}
