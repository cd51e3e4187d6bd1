package org.dora4j.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes adapter_config.json with PEFT's keys, sorted and indented as PEFT does. What PEFT has no
 * word for keeps the words of the paper's code: {@code dora_simple} where the norm is
 * differentiated, and for magnitude-only modules {@code Wdecompose_target_modules} under the type
 * {@code DORA}, so that PEFT refuses the adapter instead of losing a part of it.
 */
final class AdapterConfigWriter {

  /** The version of PEFT whose format this is. */
  static final String PEFT_VERSION = "0.21.2";

  /** Options that PEFT writes and that are off in every adapter made here. */
  private static final List<String> OFF =
      List.of(
          "alora_invocation_tokens",
          "arrow_config",
          "auto_mapping",
          "corda_config",
          "eva_config",
          "kasa_config",
          "layer_replication",
          "lora_ga_config",
          "megatron_config",
          "monteclora_config",
          "revision",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "velora_config");

  private static final JsonMapper JSON = new JsonMapper();

  private AdapterConfigWriter() {}

  static String write(AdapterConfig config, String baseModel) {
    if (config.method().sharesProjection()) {
      return VeraConfigWriter.write(config, baseModel);
    }
    Map<String, Object> json = new TreeMap<>();
    Values values = new Values(json);
    OFF.forEach(key -> values.put(key, JSON.nullNode()));
    putFixed(values, baseModel);
    putModules(values, config);
    putNumbers(values, config);
    return text(json);
  }

  /** Sorted keys as text, indented as PEFT does. */
  static String text(Map<String, Object> json) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withArrayIndenter(indenter)
            .withObjectIndenter(indenter);
    return JSON.writer().with(printer).writeValueAsString(json) + "\n";
  }

  /** Puts values where null may stand for "none". */
  record Values(Map<String, Object> json) {
    void put(String key, Object value) {
      json.put(key, value);
    }

    void putList(String key, List<?> values) {
      put(key, values.isEmpty() ? JSON.nullNode() : values);
    }

    void putLayers(LayerFilter layers) {
      putList("layers_to_transform", layers.layers());
      List<String> patterns = layers.patterns();
      put("layers_pattern", JSON.nullNode());
      if (!patterns.isEmpty()) {
        put("layers_pattern", patterns.size() == 1 ? patterns.get(0) : patterns);
      }
    }

    void putSelection(String key, ModuleSelection selection) {
      if (selection instanceof ModuleSelection.Names names) {
        putList(key, names.names());
      } else {
        put(
            key,
            selection instanceof ModuleSelection.Regex regex
                ? regex.expression()
                : ModuleSelection.ALL_LINEAR_WORD);
      }
    }
  }

  private static void putFixed(Values values, String baseModel) {
    values.put("base_model_name_or_path", baseModel);
    values.put("fan_in_fan_out", false);
    values.put("inference_mode", true);
    values.put("loftq_config", Map.of());
    values.put("megatron_core", "megatron.core");
    values.put("peft_version", PEFT_VERSION);
    values.put("qalora_group_size", 16);
    values.put("task_type", "CAUSAL_LM");
    values.put("use_qalora", false);
  }

  private static void putModules(Values values, AdapterConfig config) {
    boolean magnitudeOnly = config.method() == Method.MAGNITUDE;
    ModuleSelection magnitudes = magnitudeOnly ? config.targets() : config.magnitudeTargets();
    values.put("peft_type", magnitudes.isEmpty() ? "LORA" : "DORA");
    if (!magnitudes.isEmpty()) {
      values.putSelection("Wdecompose_target_modules", magnitudes);
    }
    values.putSelection("target_modules", magnitudeOnly ? ModuleSelection.NONE : config.targets());
    values.putSelection("exclude_modules", config.excludes());
    values.putList("modules_to_save", config.modulesToSave());
    values.putLayers(config.layers());
  }

  private static void putNumbers(Values values, AdapterConfig config) {
    values.put("r", config.rank());
    values.put("lora_alpha", number(config.alpha()));
    values.put("lora_dropout", config.dropout());
    values.put("rank_pattern", config.rankPattern());
    Map<String, Object> alphas = new LinkedHashMap<>();
    config.alphaPattern().forEach((pattern, alpha) -> alphas.put(pattern, number(alpha)));
    values.put("alpha_pattern", alphas);
    values.put("bias", config.bias().word());
    values.put("lora_bias", config.loraBias());
    values.put("use_dora", config.method() == Method.DORA);
    values.put("use_rslora", config.rsLora());
    values.put("ensure_weight_tying", config.ensureWeightTying());
    boolean byDefault = config.initialisation() == Initialisation.DEFAULT;
    values.put("init_lora_weights", byDefault ? (Object) true : config.initialisation().word());
    if (!config.detachedNorm()) {
      values.put("dora_simple", false);
    }
  }

  /** Python tells 16 from 16.0, and PEFT's type is a whole number. */
  private static Object number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < Long.MAX_VALUE) {
      return (long) value;
    }
    return value;
  }
}
