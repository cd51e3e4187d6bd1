package org.dora4j.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** A folder with a small random model and a tokenizer that fits it. */
final class TinyModel {
  private TinyModel() {}

  static Path save(Path folder) {
    Path golden = Path.of(System.getProperty("dora4j.root"), "testdata/golden/tokenizers/llama3");
    try (Tokenizer tokenizer = Tokenizer.load(golden)) {
      tokenizer.save(folder);
      try (Transformer model =
          TransformerLoader.random(config(tokenizer.vocabularySize()), 1, DType.F32, Device.CPU)) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        model.parameters().forEach((name, parameter) -> tensors.put(name, parameter.value()));
        SafeTensors.write(folder.resolve("model.safetensors"), tensors, Map.of());
        java.nio.file.Files.writeString(folder.resolve("config.json"), model.config().toJson());
      }
      return folder;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static ModelConfig config(int vocabulary) {
    return new ModelConfig(
        vocabulary,
        32,
        48,
        2,
        4,
        2,
        8,
        1e-5,
        true,
        false,
        false,
        RopeConfig.of(10000),
        128,
        OptionalInt.empty(),
        List.of(),
        DType.F32);
  }
}
