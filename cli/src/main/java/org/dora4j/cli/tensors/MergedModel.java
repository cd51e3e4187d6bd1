package org.dora4j.cli.tensors;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.cli.options.OpenModel;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerWeights;
import org.dora4j.model.gguf.GgufFile;
import org.dora4j.model.gguf.GgufType;
import org.dora4j.model.gguf.GgufWriter;
import org.dora4j.model.gguf.TokenizerMetadata;
import org.dora4j.torch.DType;

/** Writes the weights that a model has in memory. */
final class MergedModel {
  private MergedModel() {}

  /**
   * A folder in Hugging Face layout, with the tokenizer's files if there is a tokenizer.
   *
   * @param shardBytes files grow no larger than this unless a single tensor is
   */
  static void writeFolder(OpenModel model, Path folder, DType dtype, long shardBytes) {
    model.loaded().save(folder, dtype, shardBytes);
  }

  /** A folder in Meta's layout, with the tokenizer's files if there is a tokenizer. */
  static void writeMeta(OpenModel model, Path folder, DType dtype) {
    model.loaded().saveMeta(folder, dtype);
  }

  /**
   * One GGUF file with the tokenizer in its metadata, if there is a tokenizer.
   *
   * @param matrices F16, BF16 or Q8_0
   */
  static void writeGguf(OpenModel model, Path file, GgufType matrices) {
    Transformer transformer = model.transformer();
    GgufWriter.write(
        file,
        transformer.config(),
        new TransformerWeights(transformer),
        matrices,
        tokenizer(model.loaded().location(), transformer.config().vocabularySize()));
  }

  private static Map<String, Object> tokenizer(Path location, int vocabulary) {
    if (Files.isDirectory(location)) {
      return Files.exists(location.resolve("tokenizer.json"))
          ? TokenizerMetadata.of(location, vocabulary)
          : Map.of();
    }
    try (GgufFile file = GgufFile.open(location)) {
      Map<String, Object> tokenizer = new LinkedHashMap<>(file.metadata());
      tokenizer.keySet().removeIf(key -> !key.startsWith("tokenizer."));
      return tokenizer;
    }
  }
}
