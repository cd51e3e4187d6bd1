package org.dora4j.cli.tensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.gguf.GgufFile;
import org.dora4j.model.gguf.GgufType;
import org.dora4j.model.gguf.GgufWriter;
import org.dora4j.model.gguf.TokenizerMetadata;
import org.dora4j.torch.DType;

/**
 * Writes a model with an adapter's changes in it, tensor by tensor from the model's own files.
 *
 * @param files the model before merging
 * @param config of what is written
 * @param weights what is written
 * @param tokenizer that comes with the model, if there is one
 */
record MergedModel(
    ModelFiles files, ModelConfig config, WeightSource weights, Optional<Tokenizer> tokenizer) {
  private static final String TOKENIZER_MODEL = "tokenizer.model";

  /**
   * A folder in Hugging Face layout, with the tokenizer's files if there is a tokenizer.
   *
   * @param shardBytes files grow no larger than this unless a single tensor is
   */
  void writeFolder(Path folder, DType dtype, long shardBytes) {
    Checkpoint.saveFolder(folder, config, weights, dtype, shardBytes, this::writeTokenizer);
  }

  /**
   * A folder in Meta's layout, with the tokenizer's files if there is a tokenizer: as
   * tokenizer.model too where the model came with one.
   */
  void writeMeta(Path folder, DType dtype) {
    Checkpoint.saveMetaFolder(
        folder,
        config,
        weights,
        dtype,
        draft -> {
          writeTokenizer(draft);
          copySentencePieces(draft);
        });
  }

  private void writeTokenizer(Path folder) {
    tokenizer.ifPresent(present -> present.save(folder));
  }

  private void copySentencePieces(Path folder) {
    Path own = files.location().resolve(TOKENIZER_MODEL);
    if (Files.isRegularFile(own)) {
      try {
        Files.copy(own, folder.resolve(TOKENIZER_MODEL));
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot copy %s to %s.".formatted(own, folder), e);
      }
    }
  }

  /**
   * One GGUF file with the tokenizer in its metadata, if there is a tokenizer.
   *
   * @param matrices F16, BF16 or Q8_0
   */
  void writeGguf(Path file, GgufType matrices) {
    GgufWriter.write(file, config, weights, matrices, tokenizerMetadata());
  }

  private Map<String, Object> tokenizerMetadata() {
    Path location = files.location();
    if (Files.isDirectory(location)) {
      return Files.exists(location.resolve("tokenizer.json"))
          ? TokenizerMetadata.of(location, config.vocabularySize())
          : Map.of();
    }
    try (GgufFile file = GgufFile.open(location)) {
      Map<String, Object> metadata = new LinkedHashMap<>(file.metadata());
      metadata.keySet().removeIf(key -> !key.startsWith("tokenizer."));
      return metadata;
    }
  }
}
