package org.dora4j.adapter;

/**
 * Options of the random matrices A and B that VeRA and DVoRA share, and of what scales them.
 *
 * @param key of the random numbers: torch's CPU generator seeded with it draws A and then B (PEFT's
 *     {@code projection_prng_key}; default 0)
 * @param saved whether A and B are kept in the adapter's file (PEFT's {@code save_projection};
 *     default true); otherwise whoever loads it draws them again
 * @param initialD first value of every element of d (PEFT's {@code d_initial}; default 0.1); b
 *     starts at 0
 */
public record ProjectionOptions(long key, boolean saved, double initialD) {

  /** PEFT's defaults. */
  public static final ProjectionOptions DEFAULT = new ProjectionOptions(0, true, 0.1);
}
