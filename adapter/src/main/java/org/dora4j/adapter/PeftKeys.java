package org.dora4j.adapter;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of tensors in adapter files: those that PEFT writes, e.g. {@code
 * base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}, and what other programs write
 * for the same tensors.
 */
final class PeftKeys {

  static final String PREFIX = "base_model.model.";
  static final String A = "lora_A.weight";
  static final String B = "lora_B.weight";
  static final String B_BIAS = "lora_B.bias";
  static final String MAGNITUDE = "lora_magnitude_vector";
  static final String EMBEDDING_A = "lora_embedding_A";
  static final String EMBEDDING_B = "lora_embedding_B";
  static final String VERA_B = "vera_lambda_b";
  static final String VERA_D = "vera_lambda_d";
  static final String VERA_MAGNITUDE = "vera_magnitude_vector";
  static final String PROJECTION_A = "base_model.vera_A";
  static final String PROJECTION_B = "base_model.vera_B";
  static final String BASE_WEIGHT = "base_layer.weight";
  static final String BASE_BIAS = "base_layer.bias";
  static final String WEIGHT = "weight";
  static final String BIAS = "bias";

  /** An adapter's name that some files keep; PEFT's own is {@code default}. */
  private static final String NAME = "(?:\\.default)?";

  private static final List<Rename> RENAMES =
      List.of(
          // FSDP and activation checkpointing wrap modules.
          rename("_fsdp_wrapped_module\\.|_checkpoint_wrapped_module\\.", ""),
          // fsdp_qlora: …q_proj.dora_layer.lora_A.weight, …q_proj.magnitude_layer.magnitude
          rename("\\.dora_layer\\.", "."),
          rename("\\.magnitude_layer\\.magnitude$", "." + MAGNITUDE),
          // NVlabs: …weight_m_wdecomp.weight [out, 1]; Cornell: …w_decomp.weight [out, 1]
          rename("\\.(?:weight_m_wdecomp|w_decomp)" + NAME + "\\.weight$", "." + MAGNITUDE),
          // NVlabs LLaVA and PEFT in memory: …lora_A.default.weight
          rename("\\.lora_magnitude_vector" + NAME + "(?:\\.weight)?$", "." + MAGNITUDE),
          rename("\\.lora_(A|B)\\.default\\.(weight|bias)$", ".lora_$1.$2"),
          rename("\\.lora_embedding_(A|B)" + NAME + "$", ".lora_embedding_$1"),
          rename("\\.vera_(A|B|lambda_b|lambda_d|magnitude_vector)\\.default$", ".vera_$1"),
          rename("\\.modules_to_save" + NAME + "\\.", "."));

  private PeftKeys() {}

  private record Rename(Pattern from, String to) {}

  private static Rename rename(String from, String to) {
    return new Rename(Pattern.compile(from), to);
  }

  /** PEFT's key of one tensor of a module. */
  static String of(ModuleTree.Module module, String leaf) {
    return PREFIX + module.name() + "." + leaf;
  }

  /** PEFT's key for a tensor that a file may hold under another program's name. */
  static String canonical(String key) {
    String name = key;
    for (Rename rename : RENAMES) {
      Matcher matcher = rename.from().matcher(name);
      name = matcher.replaceAll(rename.to());
    }
    boolean complete =
        name.startsWith(PREFIX) || name.equals(PROJECTION_A) || name.equals(PROJECTION_B);
    return complete ? name : PREFIX + name;
  }
}
