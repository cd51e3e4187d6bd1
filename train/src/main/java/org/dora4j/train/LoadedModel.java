package org.dora4j.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.DataException;
import org.dora4j.data.GgufTokenizer;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.TransformerWeights;
import org.dora4j.model.WeightForm;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.hub.HubProgress;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;

/** A model in memory together with its tokenizer and the place that both came from. */
public final class LoadedModel implements AutoCloseable {
  private static final long SHARD_BYTES = 5L << 30;

  private final String reference;
  private final Path location;
  private final Transformer transformer;
  private final Optional<Tokenizer> tokenizer;

  LoadedModel(
      String reference, Path location, Transformer transformer, Optional<Tokenizer> tokenizer) {
    this.reference = reference;
    this.location = location;
    this.transformer = transformer;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a model.
   *
   * @param reference folder in Hugging Face layout or in Meta's, GGUF file, or name on the Hub
   * @param dtype that weights and activations have
   * @throws org.dora4j.model.file.ModelFileException if there is no such model or its files are not
   *     sound
   * @throws DataException if there is a tokenizer that cannot be used
   */
  public static LoadedModel open(String reference, DType dtype, Device device) {
    return open(reference, WeightForm.plain(dtype, device), HubProgress.NONE);
  }

  /**
   * The same, telling how far downloads are.
   *
   * @param form how the weights are kept
   */
  public static LoadedModel open(String reference, WeightForm form, HubProgress progress) {
    try (ModelFiles files = Checkpoint.open(reference, progress)) {
      Optional<Tokenizer> tokenizer = tokenizer(files);
      try {
        Transformer transformer = TransformerLoader.load(files, form);
        return new LoadedModel(reference, files.location(), transformer, tokenizer);
      } catch (RuntimeException e) {
        tokenizer.ifPresent(Tokenizer::close);
        throw e;
      }
    }
  }

  /**
   * A model with random weights in fp32 on the CPU, to be trained from nothing. What ends its texts
   * is what its tokenizer says.
   *
   * @param config a config.json
   * @param tokenizer folder with a tokenizer.json, or the file itself
   * @param seed of the weights
   * @throws org.dora4j.model.file.ModelFileException if the configuration cannot be used
   * @throws DataException if the tokenizer cannot be used or has more tokens than the model
   */
  public static LoadedModel random(Path config, Path tokenizer, long seed) {
    ModelConfig shape = ModelConfig.parse(config);
    Tokenizer words = Tokenizer.load(tokenizer);
    if (words.vocabularySize() > shape.vocabularySize()) {
      words.close();
      throw new DataException(
          "The tokenizer in %s has %d tokens, but %s has a vocab_size of %d; make them equal."
              .formatted(tokenizer, words.vocabularySize(), config, shape.vocabularySize()));
    }
    List<Integer> ends = Arrays.stream(words.stopIds()).boxed().toList();
    Transformer transformer =
        TransformerLoader.random(shape.withEosIds(ends), seed, DType.F32, Device.CPU);
    return new LoadedModel(config.toString(), config, transformer, Optional.of(words));
  }

  /**
   * The tokenizer of a model whose weights are not needed, if it came with one. The caller closes
   * it.
   *
   * @throws DataException if there is one that cannot be used
   */
  public static Optional<Tokenizer> tokenizer(ModelFiles files) {
    if (files.ggufMetadata().isPresent()) {
      return Optional.of(GgufTokenizer.of(files.ggufMetadata().get()));
    }
    return Files.exists(files.location().resolve("tokenizer.json"))
        ? Optional.of(Tokenizer.load(files.location()))
        : Optional.empty();
  }

  /** The reference that the model was opened by. */
  public String reference() {
    return reference;
  }

  /** The folder, or the GGUF file. */
  public Path location() {
    return location;
  }

  public Transformer transformer() {
    return transformer;
  }

  /**
   * The model's tokenizer.
   *
   * @throws DataException if the model came without one
   */
  public Tokenizer tokenizer() {
    return tokenizer.orElseThrow(() -> missingTokenizer(location));
  }

  /**
   * The tokenizer of a model whose weights are not needed. The caller closes it.
   *
   * @throws DataException if the model came without one, or with one that cannot be used
   */
  public static Tokenizer openTokenizer(ModelFiles files) {
    return tokenizer(files).orElseThrow(() -> missingTokenizer(files.location()));
  }

  private static DataException missingTokenizer(Path location) {
    return new DataException(
        "There is no tokenizer.json in "
            + location
            + "; put the one that belongs to the model there.");
  }

  /**
   * Writes the model as it stands into a new folder in Hugging Face layout, the tokenizer with it.
   * An adapter that is attached is not part of it unless it has been merged.
   *
   * @param dtype type to store
   * @throws org.dora4j.model.file.ModelFileException if the folder holds a model already or cannot
   *     be written
   */
  public void save(Path folder, DType dtype) {
    save(folder, dtype, SHARD_BYTES);
  }

  /**
   * The same in files of limited size.
   *
   * @param maxShardBytes files grow no larger than this unless a single tensor is
   */
  public void save(Path folder, DType dtype, long maxShardBytes) {
    Checkpoint.saveFolder(
        folder,
        transformer.config().withDtype(dtype),
        new TransformerWeights(transformer),
        dtype,
        maxShardBytes);
    tokenizer.ifPresent(present -> present.save(folder));
  }

  @Override
  public void close() {
    transformer.close();
    tokenizer.ifPresent(Tokenizer::close);
  }
}
