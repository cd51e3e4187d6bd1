package org.dora4j.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerWeights;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.torch.DType;

/**
 * A model's files for the time of a measurement.
 *
 * @param folder in Hugging Face layout; deleted on closing
 */
record ScratchModel(Path folder) implements AutoCloseable {
  private static final long SHARD_BYTES = 5L << 30;

  /**
   * Saves a model into a new folder.
   *
   * @param parent where there is room for it
   * @throws UncheckedIOException if the folder cannot be made
   */
  static ScratchModel of(Transformer model, DType dtype, Path parent) {
    ScratchModel scratch;
    try {
      scratch = new ScratchModel(Files.createTempDirectory(parent, "dora4j-bench"));
    } catch (IOException e) {
      throw new UncheckedIOException("No folder can be made in " + parent, e);
    }
    try {
      Checkpoint.saveFolder(
          scratch.folder,
          model.config().withDtype(dtype),
          new TransformerWeights(model),
          dtype,
          SHARD_BYTES);
      return scratch;
    } catch (RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (Stream<Path> found = Files.list(folder)) {
      List<Path> files = found.toList();
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be deleted; delete it by hand", e);
    }
  }
}
