package org.dora4j.model.gguf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.AtomicFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.RopeLayout;
import org.dora4j.model.file.TensorOutput;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Writes a model as one GGUF file. */
public final class GgufWriter {
  private final ModelConfig config;
  private final WeightSource weights;
  private final GgufType matrices;
  private final Map<String, String> sources = new LinkedHashMap<>();

  private GgufWriter(ModelConfig config, WeightSource weights, GgufType matrices) {
    this.config = config;
    this.weights = weights;
    this.matrices = matrices;
    for (String name : weights.names()) {
      if (!(config.tiedEmbeddings() && name.equals("lm_head.weight"))
          && !name.endsWith(".rotary_emb.inv_freq")) {
        sources.put(TensorNames.gguf(name), name);
      }
    }
  }

  /**
   * Writes a file that {@link GgufFile} and other programs for this format read. Tensors go there
   * one at a time; the file appears whole or not at all.
   *
   * @param weights under Hugging Face's names
   * @param matrices F16, BF16 or Q8_0; vectors are always F32, and matrices whose rows are not
   *     whole blocks of Q8_0 are F16
   * @param tokenizer keys of the tokenizer: those of {@link TokenizerMetadata}, or {@code
   *     tokenizer.*} of the GGUF file that the model came from; empty for none
   * @throws ModelFileException if the file exists or cannot be written
   */
  public static void write(
      Path file,
      ModelConfig config,
      WeightSource weights,
      GgufType matrices,
      Map<String, Object> tokenizer) {
    if (matrices != GgufType.F16 && matrices != GgufType.BF16 && matrices != GgufType.Q8_0) {
      throw new IllegalArgumentException(
          "GGUF files are written as F16, BF16 or Q8_0, not as " + matrices);
    }
    if (Files.exists(file)) {
      throw new ModelFileException(file + " exists already; give another name.");
    }
    GgufWriter writer = new GgufWriter(config, weights, matrices);
    AtomicFile.write(file, channel -> writer.write(channel, tokenizer));
  }

  private void write(FileChannel channel, Map<String, Object> tokenizer) throws IOException {
    boolean factors = config.rope().type() == RopeConfig.Type.LLAMA3;
    Map<String, Object> metadata = ConfigMetadata.of(config, matrices, tokenizer);
    GgufOutput head = new GgufOutput();
    head.int32(GgufHeader.MAGIC);
    head.int32(GgufHeader.VERSION);
    head.int64(sources.size() + (factors ? 1 : 0));
    head.int64(metadata.size());
    metadata.forEach(head::pair);
    List<String> order = new ArrayList<>(sources.keySet());
    long offset = 0;
    if (factors) {
      long[] shape = {config.headDim() / 2};
      offset = describe(head, TensorNames.ROPE_FACTORS, shape, GgufType.F32, offset);
    }
    for (String name : order) {
      long[] shape = weights.shape(source(name));
      offset = describe(head, name, shape, type(shape), offset);
    }
    head.pad(GgufHeader.DEFAULT_ALIGNMENT);
    TensorOutput.write(channel, ByteBuffer.wrap(head.bytes()));
    if (factors) {
      try (Scope scope = Scope.open()) {
        float[] values = RopeFactors.of(config.rope(), config.headDim());
        data(channel, Tensors.of(values, values.length), GgufType.F32, TensorNames.ROPE_FACTORS);
      }
    }
    for (String name : order) {
      try (Scope scope = Scope.open()) {
        data(channel, inGgufLayout(source(name)), type(weights.shape(source(name))), name);
      }
      weights.done(source(name));
    }
  }

  private String source(String name) {
    return Objects.requireNonNull(sources.get(name));
  }

  private GgufType type(long[] shape) {
    if (shape.length == 1) {
      return GgufType.F32;
    }
    return shape[shape.length - 1] % matrices.blockElements() == 0 ? matrices : GgufType.F16;
  }

  /** One entry of the tensor table; returns where the next tensor begins. */
  private static long describe(
      GgufOutput head, String name, long[] shape, GgufType type, long offset) {
    head.string(name);
    head.int32(shape.length);
    long elements = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      head.int64(shape[i]);
      elements *= shape[i];
    }
    head.int32(type.code());
    head.int64(offset);
    return aligned(offset + elements / type.blockElements() * type.blockBytes());
  }

  private static long aligned(long offset) {
    long unit = GgufHeader.DEFAULT_ALIGNMENT;
    return (offset + unit - 1) / unit * unit;
  }

  private Tensor inGgufLayout(String source) {
    Tensor tensor = weights.tensor(source);
    if (source.contains(".q_proj.")) {
      return RopeLayout.toPairs(tensor, config.heads());
    }
    return source.contains(".k_proj.")
        ? RopeLayout.toPairs(tensor, config.keyValueHeads())
        : tensor;
  }

  static void data(FileChannel channel, Tensor tensor, GgufType type, String name)
      throws IOException {
    if (type == GgufType.Q8_0) {
      Quantize.q8(channel, TensorOutput.converted(name, tensor, DType.F32));
    } else {
      TensorOutput.write(channel, TensorOutput.converted(name, tensor, type.dtype()));
    }
    long padding = aligned(channel.position()) - channel.position();
    TensorOutput.write(channel, ByteBuffer.allocate((int) padding));
  }
}
