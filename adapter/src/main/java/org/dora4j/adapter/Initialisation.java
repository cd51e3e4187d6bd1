package org.dora4j.adapter;

import java.util.Locale;

/** How A and B of linear layers start. Embeddings always start with A = 0 and B normal. */
public enum Initialisation {
  /** A Kaiming-uniform with a = √5, that is U(−1/√in, 1/√in); B zeros. */
  DEFAULT,
  /** A normal with deviation 1/r; B zeros. */
  GAUSSIAN,
  /** The r largest singular triplets of W, which W loses (Meng et al., arXiv 2404.02948). */
  PISSA,
  /** The first r columns of Q and rows of R of W = QR; W loses s times their product. */
  OLORA,
  /** Random A and B with BA = 0, so that W stays as it is; needs an even rank. */
  ORTHOGONAL;

  /** Whether the base weight changes, at the start and whenever such an adapter is loaded. */
  public boolean changesBase() {
    return this == PISSA || this == OLORA;
  }

  /** The word that users and adapter_config.json use; PEFT writes {@code true} for the default. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
