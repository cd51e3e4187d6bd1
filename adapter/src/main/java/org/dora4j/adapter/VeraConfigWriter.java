package org.dora4j.adapter;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Writes the options of a VeRA adapter with PEFT's keys. PEFT has no DVoRA and would ignore a key
 * that it does not know, so that it would read such an adapter as VeRA; therefore it gets a type of
 * its own, {@code DVORA}, which PEFT refuses. Its magnitudes are {@code …vera_magnitude_vector}.
 */
final class VeraConfigWriter {

  /** The biases of adapted modules in {@code bias}. */
  static final String OWN_BIASES = "vera_only";

  private VeraConfigWriter() {}

  static String write(AdapterConfig config, String baseModel) {
    Map<String, Object> json = new TreeMap<>();
    AdapterConfigWriter.Values values = new AdapterConfigWriter.Values(json);
    values.put("auto_mapping", JsonNodeFactory.instance.nullNode());
    values.put("base_model_name_or_path", baseModel);
    boolean ownBiases = config.bias() == BiasTraining.LORA_ONLY;
    values.put("bias", ownBiases ? OWN_BIASES : config.bias().word());
    values.put("d_initial", config.projection().initialD());
    values.put("fan_in_fan_out", false);
    values.put("inference_mode", true);
    values.put("init_weights", true);
    values.putLayers(config.layers());
    values.putList("modules_to_save", config.modulesToSave());
    values.put("peft_type", config.method().name());
    values.put("peft_version", AdapterConfigWriter.PEFT_VERSION);
    values.put("projection_prng_key", config.projection().key());
    values.put("r", config.rank());
    values.put("revision", JsonNodeFactory.instance.nullNode());
    values.put("save_projection", config.projection().saved());
    values.putSelection("target_modules", config.targets());
    values.put("task_type", "CAUSAL_LM");
    values.put("vera_dropout", config.dropout());
    if (!config.detachedNorm()) {
      values.put("dora_simple", false);
    }
    return AdapterConfigWriter.text(json);
  }
}
