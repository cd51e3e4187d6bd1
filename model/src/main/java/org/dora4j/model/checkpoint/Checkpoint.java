package org.dora4j.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.JsonFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.Shards;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.gguf.GgufConfig;
import org.dora4j.model.gguf.GgufFile;
import org.dora4j.model.gguf.GgufWeights;
import org.dora4j.model.hub.Hub;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.model.hub.HubReference;
import org.dora4j.model.hub.HubSettings;
import org.dora4j.model.meta.MetaFolder;
import org.dora4j.torch.DType;

/** Opens models from wherever a reference points, and saves them as folders. */
public final class Checkpoint {
  private static final String EMBEDDING = "model.embed_tokens.weight";

  private static final String GENERATION = "generation_config.json";

  private Checkpoint() {}

  /**
   * Opens a model and checks that its weights are complete and of the right shapes.
   *
   * @param reference a folder in Hugging Face layout or in Meta's, a GGUF file, or the name of a
   *     model on the Hub ({@code organisation/model} or {@code organisation/model@revision})
   * @throws ModelFileException if there is no such model or its files are not sound
   */
  public static ModelFiles open(String reference) {
    return open(reference, HubProgress.NONE);
  }

  /** As {@link #open(String)}; a download reports how far it is. */
  public static ModelFiles open(String reference, HubProgress progress) {
    Path path = locate(reference, progress);
    return Files.isDirectory(path) ? folder(path) : gguf(path);
  }

  /**
   * The folder or file that a reference names, fetched from the Hub where it is a name there.
   *
   * @throws ModelFileException if there is none
   */
  public static Path locate(String reference, HubProgress progress) {
    Path path = Path.of(reference);
    if (Files.exists(path)) {
      return path;
    }
    HubReference name =
        HubReference.parse(reference)
            .orElseThrow(
                () ->
                    new ModelFileException(
                        "There is no folder or file %s; a model on the Hub is named organisation/model or organisation/model@revision."
                            .formatted(reference)));
    try {
      return new Hub(HubSettings.fromEnvironment()).fetch(name, progress);
    } catch (ModelFileException e) {
      throw new ModelFileException(
          "There is no folder or file %s here. On the Hub: %s".formatted(reference, e.getMessage()),
          e);
    }
  }

  private static ModelFiles gguf(Path path) {
    if (!path.getFileName().toString().endsWith(".gguf")) {
      throw new ModelFileException(
          "%s is a file but not a GGUF file; a model is given as its folder, a GGUF file or a name on the Hub."
              .formatted(path));
    }
    GgufFile file = GgufFile.open(path);
    try {
      ModelConfig config = GgufConfig.of(file);
      GgufWeights weights = new GgufWeights(file, config);
      ExpectedTensors.check(path.toString(), config, weights);
      return new ModelFiles(config, weights, path, Optional.of(file.metadata()));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static ModelFiles meta(Path path) {
    MetaFolder folder = MetaFolder.open(path);
    try {
      ExpectedTensors.check(path.toString(), folder.config(), folder.weights());
      ModelConfig config =
          folder.config().withEosIds(eosIds(path.resolve(GENERATION), folder.config()));
      return new ModelFiles(config, folder.weights(), path, Optional.empty());
    } catch (RuntimeException e) {
      folder.weights().close();
      throw e;
    }
  }

  private static ModelFiles folder(Path folder) {
    if (MetaFolder.is(folder)) {
      return meta(folder);
    }
    ModelConfig config = ModelConfig.parse(folder.resolve("config.json"));
    WeightSource weights = Shards.open(folder);
    try {
      ExpectedTensors.check(folder.toString(), config, weights);
      ModelConfig settled =
          config
              .withDtype(weights.dtype(EMBEDDING))
              .withEosIds(eosIds(folder.resolve(GENERATION), config));
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

  /**
   * Saves a model in Hugging Face layout: config.json, generation_config.json and
   * model.safetensors, or shards with an index. Tensors are read, converted and written one at a
   * time. The folder is made where it is missing; either everything appears in it or nothing.
   *
   * @param weights every tensor that {@code config} asks for; others are left out
   * @param dtype type to store
   * @param maxShardBytes files grow no larger than this unless a single tensor is
   * @throws ModelFileException if the folder holds a model already, a tensor is missing or of
   *     another shape, or a file cannot be written
   */
  public static void saveFolder(
      Path folder, ModelConfig config, WeightSource weights, DType dtype, long maxShardBytes) {
    saveFolder(folder, config, weights, dtype, maxShardBytes, draft -> {});
  }

  /**
   * The same with further files, which appear together with the model.
   *
   * @param others writes them into the folder that it is given
   */
  public static void saveFolder(
      Path folder,
      ModelConfig config,
      WeightSource weights,
      DType dtype,
      long maxShardBytes,
      Consumer<Path> others) {
    FolderWriter.save(folder, config, weights, dtype, maxShardBytes, others);
  }

  /**
   * Saves a model in Meta's layout: consolidated.00.pth, params.json, and a generation_config.json
   * with what ends texts. Tensors are read, converted and written one at a time. The folder is made
   * where it is missing; either everything appears in it or nothing.
   *
   * @param weights every tensor that {@code config} asks for; others are left out
   * @param dtype type to store
   * @throws ModelFileException if the folder holds a model already, the model has something that
   *     this layout has no place for, or a file cannot be written
   */
  public static void saveMetaFolder(
      Path folder, ModelConfig config, WeightSource weights, DType dtype) {
    saveMetaFolder(folder, config, weights, dtype, draft -> {});
  }

  /**
   * The same with further files, which appear together with the model.
   *
   * @param others writes them into the folder that it is given
   */
  public static void saveMetaFolder(
      Path folder, ModelConfig config, WeightSource weights, DType dtype, Consumer<Path> others) {
    FolderWriter.saveMeta(folder, config, weights, dtype, others);
  }
}
