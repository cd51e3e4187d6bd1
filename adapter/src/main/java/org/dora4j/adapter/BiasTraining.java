package org.dora4j.adapter;

import java.util.Locale;

/** Which of the biases that the base model has are trained along. */
public enum BiasTraining {
  NONE,
  /** Every bias of the model. */
  ALL,
  /** The biases of adapted modules. */
  LORA_ONLY;

  /** The word in adapter_config.json: {@code none}, {@code all} or {@code lora_only}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
