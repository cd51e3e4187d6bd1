package org.dora4j.adapter;

/** What an adapter learns about each targeted weight. */
public enum Method {
  /** W' = W + sBA (Hu et al., 2021). */
  LORA,
  /** W' = m ⊙ (W + sBA) / ‖W + sBA‖ (Liu et al., arXiv 2402.09353). */
  DORA,
  /** W' = m ⊙ W / ‖W‖: the magnitude alone. */
  MAGNITUDE,
  /** W' = W + Λb B Λd A with frozen A and B that all weights share (arXiv 2310.11454). */
  VERA,
  /** W' = m ⊙ V / ‖V‖ with V = W + Λb B Λd A: DoRA's magnitude on VeRA's direction (§5.4). */
  DVORA;

  /** Whether the update scales one frozen random projection that all adapted weights share. */
  public boolean sharesProjection() {
    return this == VERA || this == DVORA;
  }
}
