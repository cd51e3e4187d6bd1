package org.dora4j.analysis;

/** How the change of direction is measured; the change of magnitude is the same in both. */
public enum Definition {
  /**
   * The paper's (arXiv 2402.09353, eq. 3 and 4): per output unit, ΔM = mean |m_t − m_0| and ΔD =
   * mean (1 − cos(V_t, W_0)), both over the rows of a weight [out, in].
   */
  PAPER,
  /**
   * That of the shreyassks notebooks, to compare with their figures: rows are normalised, then the
   * cosine is taken down the columns, one per input, and only layers 1 to 6 count.
   */
  SHREYASSKS;

  private static final int FIRST_LAYER = 1;
  private static final int LAST_LAYER = 6;

  boolean counts(int layer) {
    return this == PAPER || (layer >= FIRST_LAYER && layer <= LAST_LAYER);
  }
}
