package org.dora4j.adapter;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.file.ModelFileException;

/**
 * Reads adapter_config.json as PEFT writes it, and as the paper's code (NVlabs) does. A key that
 * would change what the adapter means and is not supported is an error, never ignored.
 */
final class AdapterConfigReader {

  /** Keys that say nothing about how the stored tensors are used. */
  private static final Set<String> HARMLESS =
      Set.of(
          "auto_mapping",
          "base_model_name_or_path",
          "corda_config",
          "eva_config",
          "fan_in_fan_out",
          "inference_mode",
          "loftq_config",
          "lora_ga_config",
          "megatron_config",
          "megatron_core",
          "merge_weights",
          "peft_version",
          "qalora_group_size",
          "revision",
          "runtime_config",
          "task_type");

  private static final Set<String> KNOWN =
      Set.of(
          "Wdecompose_target_modules",
          "alpha_pattern",
          "bias",
          "dora_simple",
          "ensure_weight_tying",
          "exclude_modules",
          "init_lora_weights",
          "layers_pattern",
          "layers_to_transform",
          "lora_alpha",
          "lora_bias",
          "lora_dropout",
          "modules_to_save",
          "peft_type",
          "r",
          "rank_pattern",
          "target_modules",
          "use_dora",
          "use_rslora");

  private final OptionsJson json;

  private AdapterConfigReader(OptionsJson json) {
    this.json = json;
  }

  /**
   * Reads a file.
   *
   * @throws ModelFileException if it is not JSON, a value is not what PEFT would write, or an
   *     option is set that dora4j does not have
   */
  static AdapterConfig read(Path file) {
    AdapterConfigReader reader = new AdapterConfigReader(OptionsJson.read(file));
    try {
      if (VeraConfigReader.reads(reader.json)) {
        return VeraConfigReader.config(reader.json);
      }
      reader.refuseUnsupported();
      return reader.config();
    } catch (IllegalArgumentException e) {
      throw new ModelFileException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void refuseUnsupported() {
    for (String key : json.keys()) {
      if (!HARMLESS.contains(key) && !KNOWN.contains(key) && json.isSet(key)) {
        String advice =
            key.equals("trainable_token_indices")
                ? "train the whole embedding with modules_to_save instead"
                : "dora4j does not support it; remove it only if the adapter works without";
        throw json.wrong(key, "is set, and it may change what the adapter means: " + advice);
      }
    }
    String type = json.text("peft_type", "LORA");
    if (!type.equals("LORA") && !type.equals("DORA")) {
      throw json.wrong(
          "peft_type",
          "is \"%s\"; dora4j reads LORA, DORA, VERA and DVORA adapters".formatted(type));
    }
  }

  private AdapterConfig config() {
    ModuleSelection targets = json.selection("target_modules");
    ModuleSelection magnitudes = json.selection("Wdecompose_target_modules");
    Method method = method(targets, magnitudes);
    boolean magnitudeOnly = method == Method.MAGNITUDE;
    return AdapterConfig.builder(method)
        .rank(json.integer("r", 8))
        .alpha(json.number("lora_alpha", 8))
        .rsLora(json.flag("use_rslora", false))
        .dropout(json.number("lora_dropout", 0))
        .targets(magnitudeOnly ? magnitudes : targets)
        .excludes(json.selection("exclude_modules"))
        .magnitudeTargets(magnitudeOnly ? ModuleSelection.NONE : magnitudes)
        .rankPattern(ranks())
        .alphaPattern(json.numbers("alpha_pattern"))
        .layers(new LayerFilter(json.integers("layers_to_transform"), json.texts("layers_pattern")))
        .modulesToSave(json.texts("modules_to_save"))
        .bias(bias())
        .loraBias(json.flag("lora_bias", false))
        .initialisation(magnitudeOnly ? Initialisation.DEFAULT : initialisation())
        .detachedNorm(json.flag("dora_simple", true))
        .ensureWeightTying(json.flag("ensure_weight_tying", false))
        .build();
  }

  /** The paper's code says DORA where PEFT says LORA and use_dora. */
  private Method method(ModuleSelection targets, ModuleSelection magnitudes) {
    boolean authors = json.text("peft_type", "LORA").equals("DORA");
    if (authors && targets.isEmpty() && !magnitudes.isEmpty()) {
      return Method.MAGNITUDE;
    }
    return json.flag("use_dora", authors) ? Method.DORA : Method.LORA;
  }

  private Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    json.numbers("rank_pattern")
        .forEach(
            (pattern, value) -> {
              if (value != Math.rint(value)) {
                throw json.wrong("rank_pattern", "must hold whole numbers but has " + value);
              }
              ranks.put(pattern, value.intValue());
            });
    return ranks;
  }

  private BiasTraining bias() {
    String word = json.text("bias", "none");
    for (BiasTraining bias : BiasTraining.values()) {
      if (bias.word().equals(word)) {
        return bias;
      }
    }
    throw json.wrong("bias", "must be none, all or lora_only but is \"%s\"".formatted(word));
  }

  /** Only what changes the base matters to stored tensors. */
  private Initialisation initialisation() {
    String word = json.isText("init_lora_weights") ? json.text("init_lora_weights", "") : "";
    return switch (word) {
      case "", "true", "false", "gaussian", "eva", "mica" ->
          word.equals("gaussian") ? Initialisation.GAUSSIAN : Initialisation.DEFAULT;
      case "pissa" -> Initialisation.PISSA;
      case "olora" -> Initialisation.OLORA;
      case "orthogonal" -> Initialisation.ORTHOGONAL;
      default ->
          throw json.wrong(
              "init_lora_weights",
              "is \"%s\", which changes the base weights in a way that cannot be repeated here; convert the adapter to plain LoRA with PEFT first (path_initial_model_for_weight_conversion)"
                  .formatted(word));
    };
  }
}
