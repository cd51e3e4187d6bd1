package org.dora4j.adapter;

import java.util.Set;

/**
 * Reads the options of a VeRA adapter as PEFT writes them ({@code peft_type: VERA}), and of a DVoRA
 * adapter, which PEFT does not have ({@code peft_type: DVORA}, written by {@link
 * VeraConfigWriter}).
 */
final class VeraConfigReader {

  private static final String VERA = "VERA";
  private static final String DVORA = "DVORA";
  private static final int PEFT_RANK = 256;

  /** Keys that say nothing about how the stored tensors are used. */
  private static final Set<String> HARMLESS =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "fan_in_fan_out",
          "inference_mode",
          "init_weights",
          "peft_version",
          "revision",
          "runtime_config",
          "task_type");

  private static final Set<String> KNOWN =
      Set.of(
          "bias",
          "d_initial",
          "dora_simple",
          "layers_pattern",
          "layers_to_transform",
          "modules_to_save",
          "peft_type",
          "projection_prng_key",
          "r",
          "save_projection",
          "target_modules",
          "vera_dropout");

  private VeraConfigReader() {}

  /** Whether a file is about such an adapter. */
  static boolean reads(OptionsJson json) {
    String type = json.text("peft_type", "");
    return type.equals(VERA) || type.equals(DVORA);
  }

  /**
   * The options of a file that {@link #reads}.
   *
   * @throws org.dora4j.model.file.ModelFileException if a value is not what PEFT would write, or an
   *     option is set that dora4j does not have
   */
  static AdapterConfig config(OptionsJson json) {
    for (String key : json.keys()) {
      if (!HARMLESS.contains(key) && !KNOWN.contains(key) && json.isSet(key)) {
        throw json.wrong(
            key,
            "is set, and it may change what the adapter means: dora4j does not support it; remove it only if the adapter works without");
      }
    }
    Method method = json.text("peft_type", "").equals(DVORA) ? Method.DVORA : Method.VERA;
    ProjectionOptions byDefault = ProjectionOptions.DEFAULT;
    return AdapterConfig.builder(method)
        .rank(json.integer("r", PEFT_RANK))
        .dropout(json.number("vera_dropout", 0))
        .targets(json.selection("target_modules"))
        .layers(new LayerFilter(json.integers("layers_to_transform"), json.texts("layers_pattern")))
        .modulesToSave(json.texts("modules_to_save"))
        .bias(bias(json))
        .detachedNorm(json.flag("dora_simple", true))
        .projection(
            new ProjectionOptions(
                json.longInteger("projection_prng_key", byDefault.key()),
                json.flag("save_projection", byDefault.saved()),
                json.number("d_initial", byDefault.initialD())))
        .build();
  }

  private static BiasTraining bias(OptionsJson json) {
    String word = json.text("bias", "none");
    return switch (word) {
      case "none" -> BiasTraining.NONE;
      case "all" -> BiasTraining.ALL;
      case VeraConfigWriter.OWN_BIASES -> BiasTraining.LORA_ONLY;
      default ->
          throw json.wrong("bias", "must be none, all or vera_only but is \"%s\"".formatted(word));
    };
  }
}
