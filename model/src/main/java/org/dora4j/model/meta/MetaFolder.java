package org.dora4j.model.meta;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.torchfile.TorchFile;

/**
 * A folder in Meta's layout, opened.
 *
 * @param config the model's shape; what begins and ends texts is not said there
 * @param weights its tensors under Hugging Face's names
 */
public record MetaFolder(ModelConfig config, WeightSource weights) {
  static final String WEIGHTS = "consolidated.00.pth";
  static final String PARAMS = "params.json";
  private static final String SECOND = "consolidated.01.pth";

  /** Whether a folder is in Meta's layout, and not in Hugging Face's as well. */
  public static boolean is(Path folder) {
    return Files.exists(folder.resolve(WEIGHTS)) && !Files.exists(folder.resolve("config.json"));
  }

  /**
   * Opens a folder.
   *
   * @throws ModelFileException if its files are not sound, or its weights lie in several files
   */
  public static MetaFolder open(Path folder) {
    if (Files.exists(folder.resolve(SECOND))) {
      throw new ModelFileException(
          "%s is split for several GPUs (%s); dora4j reads Meta's layout in one file, so take the model in Hugging Face layout."
              .formatted(folder, SECOND));
    }
    Path path = folder.resolve(WEIGHTS);
    TorchFile file = TorchFile.open(path);
    try {
      ModelConfig config = config(folder, file);
      return new MetaFolder(config, new MetaWeights(path, file, config));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ModelConfig config(Path folder, TorchFile file) {
    boolean tied =
        !file.names().contains(MetaNames.HEAD) || file.same(MetaNames.EMBEDDING, MetaNames.HEAD);
    return MetaParams.read(
        folder.resolve(PARAMS),
        Math.toIntExact(file.shape(MetaNames.EMBEDDING)[0]),
        tied,
        file.dtype(MetaNames.EMBEDDING));
  }
}
