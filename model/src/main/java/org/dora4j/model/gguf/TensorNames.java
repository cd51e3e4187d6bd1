package org.dora4j.model.gguf;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hugging Face's names of a Llama model's tensors and GGUF's. */
final class TensorNames {
  static final String ROPE_FACTORS = "rope_freqs.weight";
  static final String EMBEDDING = "token_embd.weight";
  static final String HEAD = "output.weight";

  private static final Map<String, String> OUTSIDE =
      Map.of(
          EMBEDDING,
          "model.embed_tokens.weight",
          HEAD,
          "lm_head.weight",
          "output_norm.weight",
          "model.norm.weight");
  private static final Map<String, String> INSIDE =
      Map.of(
          "attn_norm", "input_layernorm",
          "attn_q", "self_attn.q_proj",
          "attn_k", "self_attn.k_proj",
          "attn_v", "self_attn.v_proj",
          "attn_output", "self_attn.o_proj",
          "ffn_norm", "post_attention_layernorm",
          "ffn_gate", "mlp.gate_proj",
          "ffn_up", "mlp.up_proj",
          "ffn_down", "mlp.down_proj");
  private static final Pattern GGUF_BLOCK =
      Pattern.compile("blk\\.(\\d+)\\.(\\w+)\\.(weight|bias)");
  private static final Pattern HF_BLOCK =
      Pattern.compile("model\\.layers\\.(\\d+)\\.([\\w.]+)\\.(weight|bias)");

  private TensorNames() {}

  /** Hugging Face's name; the given one where it has none. */
  static String huggingFace(String gguf) {
    Matcher block = GGUF_BLOCK.matcher(gguf);
    if (block.matches() && INSIDE.containsKey(block.group(2))) {
      return "model.layers.%s.%s.%s"
          .formatted(block.group(1), INSIDE.get(block.group(2)), block.group(3));
    }
    return OUTSIDE.getOrDefault(gguf, gguf);
  }

  /** GGUF's name of a tensor that a Llama model has. */
  static String gguf(String huggingFace) {
    Matcher block = HF_BLOCK.matcher(huggingFace);
    if (block.matches()) {
      return "blk.%s.%s.%s".formatted(block.group(1), key(INSIDE, block.group(2)), block.group(3));
    }
    return key(OUTSIDE, huggingFace);
  }

  private static String key(Map<String, String> names, String value) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("GGUF has no name for the tensor " + value))
        .getKey();
  }
}
