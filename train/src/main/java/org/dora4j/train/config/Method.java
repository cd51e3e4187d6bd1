package org.dora4j.train.config;

/** What of a model is trained. */
public enum Method {
  /** Low-rank updates W + s B A (arXiv 2106.09685). */
  LORA,
  /** Low-rank directions and magnitudes m (W + s B A) / ‖W + s B A‖ (arXiv 2402.09353). */
  DORA,
  /** Only magnitudes m W / ‖W‖. */
  MAGNITUDE,
  /** Every weight. */
  FULL;

  /** Whether the result is an adapter rather than a model. */
  public boolean isAdapter() {
    return this != FULL;
  }
}
