package org.dora4j.model.meta;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.model.file.JsonFile;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.DType;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** params.json, as the code of Llama 1 to 3 reads it. */
final class MetaParams {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final double DEFAULT_THETA = 10_000;
  private static final double DEFAULT_EPS = 1e-5;
  private static final int DEFAULT_MULTIPLE = 256;

  /** What {@code use_scaled_rope} means in Llama 3.1. */
  private static final int ORIGINAL_POSITIONS = 8192;

  private static final double LOW_FACTOR = 1;
  private static final double HIGH_FACTOR = 4;
  private static final double SCALING_FACTOR = 8;

  private static final int LLAMA2_POSITIONS = 4096;
  private static final int LLAMA31_POSITIONS = 131_072;

  private MetaParams() {}

  /**
   * Reads the shape of a model. The file does not say how long texts may be, so that is what the
   * Llama with such a RoPE was made for: 4096, 8192 or 131072 tokens.
   *
   * @param vocabulary rows of the embedding, which old files do not state
   * @param tied whether the head shares the embedding's memory
   * @throws ModelFileException if a key is missing or has a value that no Llama model can have
   */
  static ModelConfig read(Path file, int vocabulary, boolean tied, DType dtype) {
    JsonFile json = JsonFile.read(file);
    int dim = json.requiredInteger("dim");
    int heads = json.requiredInteger("n_heads");
    RopeConfig rope = rope(json);
    try {
      if (heads < 1 || dim % heads != 0) {
        throw new IllegalArgumentException(
            "dim (%d) is not a multiple of n_heads (%d)".formatted(dim, heads));
      }
      return new ModelConfig(
          vocabulary,
          dim,
          feedForward(json).width(dim),
          json.requiredInteger("n_layers"),
          heads,
          json.integer("n_kv_heads").orElse(heads),
          dim / heads,
          json.number("norm_eps", DEFAULT_EPS),
          tied,
          false,
          false,
          rope,
          positions(rope),
          OptionalInt.empty(),
          List.of(),
          dtype);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException("%s: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static FeedForwardSize feedForward(JsonFile json) {
    int multiple = json.integer("multiple_of").orElse(DEFAULT_MULTIPLE);
    if (multiple < 1) {
      throw new IllegalArgumentException("multiple_of must be at least 1 but is " + multiple);
    }
    return new FeedForwardSize(
        multiple,
        json.has("ffn_dim_multiplier")
            ? Optional.of(json.requiredNumber("ffn_dim_multiplier"))
            : Optional.empty());
  }

  private static RopeConfig rope(JsonFile json) {
    double theta = json.number("rope_theta", DEFAULT_THETA);
    return json.flag("use_scaled_rope", false)
        ? new RopeConfig(
            RopeConfig.Type.LLAMA3,
            theta,
            json.number("rope_scaling_factor", SCALING_FACTOR),
            LOW_FACTOR,
            json.number("rope_high_freq_factor", HIGH_FACTOR),
            ORIGINAL_POSITIONS)
        : RopeConfig.of(theta);
  }

  private static int positions(RopeConfig rope) {
    if (rope.type() == RopeConfig.Type.LLAMA3) {
      return LLAMA31_POSITIONS;
    }
    return rope.theta() > DEFAULT_THETA ? ORIGINAL_POSITIONS : LLAMA2_POSITIONS;
  }

  /**
   * The text of a params.json.
   *
   * @throws ModelFileException if Meta's code has no switch for something in the model
   */
  static String write(ModelConfig config) {
    requireExpressible(config);
    FeedForwardSize wide = FeedForwardSize.of(config.hiddenSize(), config.intermediateSize());
    ObjectNode json = JSON.createObjectNode();
    json.put("dim", config.hiddenSize());
    json.put("n_layers", config.layers());
    json.put("n_heads", config.heads());
    json.put("n_kv_heads", config.keyValueHeads());
    json.put("vocab_size", config.vocabularySize());
    json.put("multiple_of", wide.multipleOf());
    wide.multiplier().ifPresent(factor -> json.put("ffn_dim_multiplier", factor));
    json.put("norm_eps", config.rmsNormEps());
    json.put("rope_theta", config.rope().theta());
    if (config.rope().type() == RopeConfig.Type.LLAMA3) {
      json.put("use_scaled_rope", true);
      putUnless(json, "rope_scaling_factor", config.rope().factor(), SCALING_FACTOR);
      putUnless(json, "rope_high_freq_factor", config.rope().highFrequencyFactor(), HIGH_FACTOR);
    }
    return JSON.writeValueAsString(json) + "\n";
  }

  private static void putUnless(ObjectNode json, String key, double value, double usual) {
    if (value != usual) {
      json.put(key, value);
    }
  }

  private static void requireExpressible(ModelConfig config) {
    if (config.attentionBias() || config.mlpBias()) {
      throw inexpressible("biases on its linear modules");
    }
    if (config.headDim() * config.heads() != config.hiddenSize()) {
      throw inexpressible("heads of %d elements each".formatted(config.headDim()));
    }
    RopeConfig rope = config.rope();
    boolean scaled =
        rope.type() == RopeConfig.Type.LLAMA3
            && rope.lowFrequencyFactor() == LOW_FACTOR
            && rope.originalMaxPositions() == ORIGINAL_POSITIONS;
    if (rope.type() != RopeConfig.Type.DEFAULT && !scaled) {
      throw inexpressible("RoPE scaled otherwise than Llama 3.1's");
    }
  }

  private static ModelFileException inexpressible(String what) {
    return new ModelFileException(
        "The model has %s, which Meta's layout has no place for; export it in Hugging Face layout."
            .formatted(what));
  }
}
