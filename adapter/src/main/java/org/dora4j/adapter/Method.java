package org.dora4j.adapter;

/** What an adapter learns about each targeted weight. */
public enum Method {
  /** W' = W + sBA (Hu et al., 2021). */
  LORA,
  /** W' = m ⊙ (W + sBA) / ‖W + sBA‖ (Liu et al., arXiv 2402.09353). */
  DORA,
  /** W' = m ⊙ W / ‖W‖: the magnitude alone. */
  MAGNITUDE
}
