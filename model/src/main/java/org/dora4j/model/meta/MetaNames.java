package org.dora4j.model.meta;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Hugging Face's names of a Llama model's tensors and Meta's. */
final class MetaNames {
  static final String EMBEDDING = "tok_embeddings.weight";
  static final String HEAD = "output.weight";

  private static final Map<String, String> OUTSIDE =
      Map.of(
          EMBEDDING,
          "model.embed_tokens.weight",
          HEAD,
          "lm_head.weight",
          "norm.weight",
          "model.norm.weight");
  private static final Map<String, String> INSIDE =
      Map.of(
          "attention_norm", "input_layernorm",
          "attention.wq", "self_attn.q_proj",
          "attention.wk", "self_attn.k_proj",
          "attention.wv", "self_attn.v_proj",
          "attention.wo", "self_attn.o_proj",
          "ffn_norm", "post_attention_layernorm",
          "feed_forward.w1", "mlp.gate_proj",
          "feed_forward.w2", "mlp.down_proj",
          "feed_forward.w3", "mlp.up_proj");
  private static final Map<String, String> OUTSIDE_BACK = inverse(OUTSIDE);
  private static final Map<String, String> INSIDE_BACK = inverse(INSIDE);
  private static final Pattern META_BLOCK = Pattern.compile("layers\\.(\\d+)\\.([\\w.]+)\\.weight");
  private static final Pattern HF_BLOCK =
      Pattern.compile("model\\.layers\\.(\\d+)\\.([\\w.]+)\\.weight");

  private MetaNames() {}

  private static Map<String, String> inverse(Map<String, String> map) {
    return map.entrySet().stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));
  }

  /** Hugging Face's name; the given one where it has none. */
  static String huggingFace(String meta) {
    Matcher block = META_BLOCK.matcher(meta);
    if (block.matches() && INSIDE.containsKey(block.group(2))) {
      return "model.layers.%s.%s.weight".formatted(block.group(1), INSIDE.get(block.group(2)));
    }
    return OUTSIDE.getOrDefault(meta, meta);
  }

  /**
   * Meta's name.
   *
   * @throws IllegalArgumentException if there is none, as for a bias
   */
  static String meta(String huggingFace) {
    Matcher block = HF_BLOCK.matcher(huggingFace);
    if (block.matches() && INSIDE_BACK.containsKey(block.group(2))) {
      return "layers.%s.%s.weight".formatted(block.group(1), INSIDE_BACK.get(block.group(2)));
    }
    String name = OUTSIDE_BACK.get(huggingFace);
    if (name == null) {
      throw new IllegalArgumentException(
          "Meta's layout has no name for the tensor %s".formatted(huggingFace));
    }
    return name;
  }
}
