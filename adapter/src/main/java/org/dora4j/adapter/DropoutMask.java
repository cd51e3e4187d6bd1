package org.dora4j.adapter;

import java.util.Locale;

/**
 * What dropout hides from DoRA's gain; A always sees a mask of its own for every token.
 *
 * <p>PEFT shows the gain's share of the base product, (g − 1) ⊙ x̃ Wᵀ, the tokens' masks too. That
 * takes a second product with W in each direction. g stays close to 1, so that share is small, and
 * the noise of its masks about as large as bf16's rounding; one mask of features for all tokens of
 * a pass gives every token the same chances at the price of one product.
 */
public enum DropoutMask {
  /** {@link #PASS} where half-precision weights are merged by a kernel, else {@link #TOKEN}. */
  AUTO,
  /** Every token has a mask of its own, as in PEFT. */
  TOKEN,
  /** One mask of features for all tokens of a pass. */
  PASS;

  /** The word in settings: {@code auto}, {@code token} or {@code pass}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
