package org.dora4j.train.config;

/** What of a model is trained. */
public enum Method {
  /** Low-rank updates W + s B A (arXiv 2106.09685). */
  LORA,
  /** Low-rank directions and magnitudes m (W + s B A) / ‖W + s B A‖ (arXiv 2402.09353). */
  DORA,
  /** Only magnitudes m W / ‖W‖. */
  MAGNITUDE,
  /** Vectors that scale a frozen random projection shared by all weights (arXiv 2310.11454). */
  VERA,
  /** VeRA's direction with DoRA's magnitude (arXiv 2402.09353, §5.4). */
  DVORA,
  /** Every weight. */
  FULL;

  /** Whether the result is an adapter rather than a model. */
  public boolean isAdapter() {
    return this != FULL;
  }

  /** Whether the update scales one projection that all adapted weights share. */
  public boolean sharesProjection() {
    return this == VERA || this == DVORA;
  }

  /** How papers spell it: LoRA, DoRA, VeRA, DVoRA; or magnitude, full. */
  public String spelled() {
    return switch (this) {
      case LORA -> "LoRA";
      case DORA -> "DoRA";
      case VERA -> "VeRA";
      case DVORA -> "DVoRA";
      case MAGNITUDE -> "magnitude";
      case FULL -> "full";
    };
  }
}
