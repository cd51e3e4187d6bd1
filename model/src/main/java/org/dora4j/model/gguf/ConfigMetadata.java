package org.dora4j.model.gguf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;

/** A model's configuration as keys of a GGUF file. Counts are Long, which is unsigned 32 bits. */
final class ConfigMetadata {
  private static final long QUANTISATION_VERSION = 2;
  private static final List<String> END_KEYS =
      List.of(
          "tokenizer.ggml.eos_token_id",
          "tokenizer.ggml.eot_token_id",
          "tokenizer.ggml.eom_token_id");

  private ConfigMetadata() {}

  /** The configuration's keys, then the tokenizer's. */
  static Map<String, Object> of(
      ModelConfig config, GgufType matrices, Map<String, Object> tokenizer) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("general.architecture", "llama");
    keys.put("general.type", "model");
    keys.put("general.file_type", fileType(matrices));
    if (matrices == GgufType.Q8_0) {
      keys.put("general.quantization_version", QUANTISATION_VERSION);
    }
    keys.put("llama.block_count", (long) config.layers());
    keys.put("llama.context_length", (long) config.maxPositions());
    keys.put("llama.embedding_length", (long) config.hiddenSize());
    keys.put("llama.feed_forward_length", (long) config.intermediateSize());
    keys.put("llama.attention.head_count", (long) config.heads());
    keys.put("llama.attention.head_count_kv", (long) config.keyValueHeads());
    keys.put("llama.attention.key_length", (long) config.headDim());
    keys.put("llama.attention.value_length", (long) config.headDim());
    keys.put("llama.attention.layer_norm_rms_epsilon", (float) config.rmsNormEps());
    keys.put("llama.vocab_size", (long) config.vocabularySize());
    rope(keys, config);
    tokenizer.forEach(
        (key, value) -> {
          if (key.startsWith("tokenizer.")) {
            keys.put(key, value);
          }
        });
    ids(keys, config);
    return keys;
  }

  private static void rope(Map<String, Object> keys, ModelConfig config) {
    keys.put("llama.rope.dimension_count", (long) config.headDim());
    keys.put("llama.rope.freq_base", (float) config.rope().theta());
    if (config.rope().type() == RopeConfig.Type.LINEAR) {
      keys.put("llama.rope.scaling.type", "linear");
      keys.put("llama.rope.scaling.factor", (float) config.rope().factor());
    }
  }

  /**
   * A GGUF file has places for three tokens that end generation; the tokenizer's own end token
   * comes first among them.
   */
  private static void ids(Map<String, Object> keys, ModelConfig config) {
    config.bosId().ifPresent(id -> keys.putIfAbsent("tokenizer.ggml.bos_token_id", (long) id));
    List<Long> ends = new ArrayList<>();
    if (keys.get(END_KEYS.get(0)) instanceof Long own) {
      ends.add(own);
    }
    for (int id : config.eosIds()) {
      if (!ends.contains((long) id)) {
        ends.add((long) id);
      }
    }
    for (int i = 0; i < Math.min(END_KEYS.size(), ends.size()); i++) {
      keys.put(END_KEYS.get(i), ends.get(i));
    }
  }

  private static long fileType(GgufType matrices) {
    return switch (matrices) {
      case F16 -> 1;
      case Q8_0 -> 7;
      case BF16 -> 32;
      default -> 0;
    };
  }
}
