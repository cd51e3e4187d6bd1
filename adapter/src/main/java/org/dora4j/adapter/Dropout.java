package org.dora4j.adapter;

import org.dora4j.model.Tape;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.FeatureMask;

/** Inverted dropout on an adapter's input: x̃ = k ⊙ x, k drawn anew for every token. */
interface Dropout {

  /**
   * Whether one mask of features for all tokens of a pass can stand for k where the gain sees it.
   */
  enum Sharing {
    /** Rounding would swallow the gain. */
    IMPOSSIBLE,
    POSSIBLE,
    /** It also saves time. */
    PAYS
  }

  boolean isActive(Tape tape);

  /** Whether it is active in training. */
  default boolean isUsed() {
    return true;
  }

  /** x̃ = k ⊙ x, with the same k each time in this module and pass. */
  Tensor apply(Tensor x, Tape tape);

  /** dx + k ⊙ d, into dx, which is returned: the way back through {@link #apply}. */
  Tensor addTo(Tensor dx, Tensor d, Tape tape);

  /** Whether DoRA's gain sees one mask for all tokens of a pass. */
  default boolean isShared(Sharing sharing) {
    return false;
  }

  /** The mask [in] that the gain sees; asked for where {@link #isShared} says so. */
  default FeatureMask shared(Tape tape, long features) {
    throw new UnsupportedOperationException("every token has a mask of its own");
  }

  /**
   * Masks that depend on the pass's key and the module only, so that backward draws them again
   * instead of keeping them.
   *
   * @param probability of zeroing a feature, in [0, 1)
   * @param id number of the module, different for every module of a model
   */
  static Dropout of(double probability, long id) {
    return of(probability, id, DropoutMask.TOKEN);
  }

  /** The same, with what hides features from DoRA's gain. */
  static Dropout of(double probability, long id, DropoutMask kind) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout must be at least 0 and below 1 but is " + probability);
    }
    return new DrawnDropout(probability, id, kind);
  }
}
