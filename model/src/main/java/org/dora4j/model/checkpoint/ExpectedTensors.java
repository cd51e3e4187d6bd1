package org.dora4j.model.checkpoint;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.WeightSource;

/** Names and shapes of the tensors that a configuration asks for. */
public final class ExpectedTensors {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  private final ModelConfig config;
  private final Map<String, long[]> shapes = new LinkedHashMap<>();

  private ExpectedTensors(ModelConfig config) {
    this.config = config;
  }

  /** Shapes by name, in the order in which the model is put together. */
  public static Map<String, long[]> of(ModelConfig config) {
    ExpectedTensors expected = new ExpectedTensors(config);
    long hidden = config.hiddenSize();
    expected.shapes.put(EMBEDDING, new long[] {config.vocabularySize(), hidden});
    for (int layer = 0; layer < config.layers(); layer++) {
      expected.block("model.layers." + layer + ".");
    }
    expected.shapes.put("model.norm.weight", new long[] {hidden});
    if (!config.tiedEmbeddings()) {
      expected.shapes.put(HEAD, new long[] {config.vocabularySize(), hidden});
    }
    return expected.shapes;
  }

  private void block(String prefix) {
    long hidden = config.hiddenSize();
    long wide = config.intermediateSize();
    long queries = (long) config.heads() * config.headDim();
    long keys = (long) config.keyValueHeads() * config.headDim();
    boolean bias = config.attentionBias();
    shapes.put(prefix + "input_layernorm.weight", new long[] {hidden});
    linear(prefix + "self_attn.q_proj", queries, hidden, bias);
    linear(prefix + "self_attn.k_proj", keys, hidden, bias);
    linear(prefix + "self_attn.v_proj", keys, hidden, bias);
    linear(prefix + "self_attn.o_proj", hidden, queries, bias);
    shapes.put(prefix + "post_attention_layernorm.weight", new long[] {hidden});
    linear(prefix + "mlp.gate_proj", wide, hidden, config.mlpBias());
    linear(prefix + "mlp.up_proj", wide, hidden, config.mlpBias());
    linear(prefix + "mlp.down_proj", hidden, wide, config.mlpBias());
  }

  private void linear(String name, long out, long in, boolean bias) {
    shapes.put(name + ".weight", new long[] {out, in});
    if (bias) {
      shapes.put(name + ".bias", new long[] {out});
    }
  }

  /**
   * Refuses weights that miss a tensor, have one of another shape, or have one that the
   * configuration has no place for.
   */
  static void check(String where, ModelConfig config, WeightSource weights) {
    Map<String, long[]> expected = of(config);
    expected.forEach(
        (name, shape) -> {
          if (!weights.names().contains(name)) {
            throw new ModelFileException(
                "%s has no tensor %s, which its configuration asks for.".formatted(where, name));
          }
          long[] found = weights.shape(name);
          if (!Arrays.equals(found, shape)) {
            throw new ModelFileException(
                "%s: %s has the shape %s, but the configuration asks for %s."
                    .formatted(where, name, Arrays.toString(found), Arrays.toString(shape)));
          }
          if (!weights.dtype(name).isFloating()) {
            throw new ModelFileException(
                "%s: %s is of type %s; weights are fp32, fp16 or bf16."
                    .formatted(where, name, weights.dtype(name)));
          }
        });
    for (String name : weights.names()) {
      if (!expected.containsKey(name) && !dispensable(name)) {
        throw new ModelFileException(
            "%s has a tensor %s for which its configuration has no place (number of layers and switches for biases: see config.json)."
                .formatted(where, name));
      }
    }
  }

  /** Old files store RoPE's frequencies; some store the head although it is tied. */
  private static boolean dispensable(String name) {
    return name.endsWith(".rotary_emb.inv_freq") || name.equals(HEAD);
  }
}
