package org.dora4j.model.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dora4j.model.ModelConfig;

/** Opens models from wherever a reference points, and saves them in Hugging Face layout. */
public final class Checkpoint {
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private Checkpoint() {}

  /**
   * Opens a model and checks that its weights are complete and of the right shapes.
   *
   * @param reference a folder in Hugging Face layout
   * @throws ModelFileException if there is no such model or its files are not sound
   */
  public static ModelFiles open(String reference) {
    Path path = Path.of(reference);
    if (Files.isDirectory(path)) {
      return folder(path);
    }
    throw new ModelFileException("There is no folder %s.".formatted(reference));
  }

  private static ModelFiles folder(Path folder) {
    ModelConfig config = ModelConfig.parse(folder.resolve("config.json"));
    WeightSource weights = Shards.open(folder);
    try {
      ExpectedTensors.check(folder.toString(), config, weights);
      ModelConfig settled =
          config
              .withDtype(weights.dtype(EMBEDDING))
              .withEosIds(eosIds(folder.resolve("generation_config.json"), config));
      return new ModelFiles(settled, weights, folder, Optional.empty());
    } catch (RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** What ends generation is said in generation_config.json where there is one. */
  private static List<Integer> eosIds(Path generation, ModelConfig config) {
    if (!Files.exists(generation)) {
      return config.eosIds();
    }
    List<Integer> ids = JsonFile.read(generation).integers("eos_token_id");
    return ids.isEmpty() ? config.eosIds() : ids;
  }
}
