package org.dora4j.model.gguf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;

/** Finds a model's configuration in a GGUF file's metadata and tensors. */
public final class GgufConfig {
  private static final double DEFAULT_THETA = 10_000;
  private static final double DEFAULT_EPS = 1e-5;

  private GgufConfig() {}

  /**
   * The configuration of a file whose architecture is {@code llama}.
   *
   * @throws ModelFileException if it is another architecture, or a key is missing or impossible
   */
  public static ModelConfig of(GgufFile file) {
    MetadataKeys keys = new MetadataKeys(file);
    requireWholeLlama(file, keys);
    int heads = keys.requiredInteger("llama.attention.head_count");
    int hidden = keys.requiredInteger("llama.embedding_length");
    int positions = keys.requiredInteger("llama.context_length");
    try {
      int headDim = headDim(keys, hidden, heads);
      return new ModelConfig(
          vocabulary(file),
          hidden,
          keys.requiredInteger("llama.feed_forward_length"),
          keys.requiredInteger("llama.block_count"),
          heads,
          keys.integer("llama.attention.head_count_kv").orElse(heads),
          headDim,
          keys.number("llama.attention.layer_norm_rms_epsilon", DEFAULT_EPS),
          !file.tensors().containsKey(TensorNames.HEAD),
          file.tensors().containsKey("blk.0.attn_q.bias"),
          file.tensors().containsKey("blk.0.ffn_gate.bias"),
          rope(file, keys, headDim),
          positions,
          keys.integer("tokenizer.ggml.bos_token_id"),
          eosIds(keys),
          dtype(file));
    } catch (IllegalArgumentException e) {
      throw new ModelFileException("%s: %s.".formatted(file.path(), e.getMessage()), e);
    }
  }

  private static void requireWholeLlama(GgufFile file, MetadataKeys keys) {
    String architecture = keys.text("general.architecture").orElse("");
    if (!architecture.equals("llama")) {
      throw new ModelFileException(
          "%s: general.architecture is \"%s\"; dora4j reads GGUF files of \"llama\"."
              .formatted(file.path(), architecture));
    }
    if (keys.integer("split.count").orElse(1) > 1) {
      throw new ModelFileException(
          "%s is one part of several; merge the parts into one GGUF file first."
              .formatted(file.path()));
    }
    if (keys.integer("llama.expert_count").orElse(0) > 0) {
      throw new ModelFileException(
          "%s is a mixture of experts, which dora4j does not read.".formatted(file.path()));
    }
  }

  private static int headDim(MetadataKeys keys, int hidden, int heads) {
    OptionalInt stated = keys.integer("llama.attention.key_length");
    if (stated.isEmpty() && (heads < 1 || hidden % heads != 0)) {
      throw new IllegalArgumentException(
          "llama.embedding_length (%d) is not a multiple of llama.attention.head_count (%d)"
              .formatted(hidden, heads));
    }
    int headDim = stated.orElseGet(() -> hidden / heads);
    int values = keys.integer("llama.attention.value_length").orElse(headDim);
    int rotated = keys.integer("llama.rope.dimension_count").orElse(headDim);
    if (values != headDim || rotated != headDim) {
      throw new IllegalArgumentException(
          "heads of %d elements with values of %d, of which RoPE turns %d: Llama models have one size for all"
              .formatted(headDim, values, rotated));
    }
    return headDim;
  }

  private static int vocabulary(GgufFile file) {
    GgufTensor embedding = file.tensors().get(TensorNames.EMBEDDING);
    if (embedding == null || embedding.shape().length != 2) {
      throw new IllegalArgumentException("there is no matrix " + TensorNames.EMBEDDING);
    }
    return Math.toIntExact(embedding.shape()[0]);
  }

  private static RopeConfig rope(GgufFile file, MetadataKeys keys, int headDim) {
    double theta = keys.number("llama.rope.freq_base", DEFAULT_THETA);
    String type = keys.text("llama.rope.scaling.type").orElse("none");
    double factor =
        keys.number("llama.rope.scaling.factor", keys.number("llama.rope.scale_linear", 1));
    if (!type.equals("none") && !type.equals("linear")) {
      throw new IllegalArgumentException(
          "llama.rope.scaling.type is \"%s\"; dora4j reads none and linear".formatted(type));
    }
    if (file.tensors().containsKey(TensorNames.ROPE_FACTORS)) {
      try (Scope scope = Scope.open()) {
        float[] factors = file.read(TensorNames.ROPE_FACTORS).to(DType.F32).toFloats();
        return RopeFactors.toConfig(factors, theta, headDim);
      }
    }
    boolean linear = factor != 1 && (type.equals("linear") || !keys.has("llama.rope.scaling.type"));
    return linear ? RopeConfig.linear(theta, factor) : RopeConfig.of(theta);
  }

  private static List<Integer> eosIds(MetadataKeys keys) {
    List<Integer> ids = new ArrayList<>();
    for (String role : List.of("eos", "eot", "eom")) {
      OptionalInt id = keys.integer("tokenizer.ggml." + role + "_token_id");
      if (id.isPresent() && !ids.contains(id.getAsInt())) {
        ids.add(id.getAsInt());
      }
    }
    return ids;
  }

  /** Norms are always F32, so a matrix tells. */
  private static DType dtype(GgufFile file) {
    return file.tensors().values().stream()
        .filter(tensor -> tensor.name().equals("blk.0.attn_q.weight"))
        .findFirst()
        .map(tensor -> tensor.type().dtype())
        .orElse(DType.F32);
  }
}
