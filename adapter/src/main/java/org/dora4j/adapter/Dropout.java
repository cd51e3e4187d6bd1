package org.dora4j.adapter;

import org.dora4j.model.Tape;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Tensor;

/** Inverted dropout on an adapter's input. */
interface Dropout {

  boolean isActive(Tape tape);

  /** Whether it is active in training. */
  default boolean isUsed() {
    return true;
  }

  /**
   * The mask of this module in this pass, 0 or 1/(1−p), shaped like {@code x}; the same each time.
   */
  Tensor mask(Tensor x, Tape tape);

  default Tensor apply(Tensor x, Tape tape) {
    return Ops.mul(x, mask(x, tape));
  }

  /**
   * A mask that depends on the pass's key and the module only, so that backward draws it again
   * instead of keeping it.
   *
   * @param probability of zeroing a feature, in [0, 1)
   * @param id number of the module, different for every module of a model
   */
  static Dropout of(double probability, long id) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout must be at least 0 and below 1 but is " + probability);
    }
    return new Dropout() {
      @Override
      public boolean isActive(Tape tape) {
        return isUsed() && tape.isTraining();
      }

      @Override
      public boolean isUsed() {
        return probability > 0;
      }

      @Override
      public Tensor mask(Tensor x, Tape tape) {
        return Rng.dropoutMask(x, probability, Rng.mix(tape.dropoutKey(), id));
      }
    };
  }
}
