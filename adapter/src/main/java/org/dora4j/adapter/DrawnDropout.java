package org.dora4j.adapter;

import org.dora4j.model.Tape;
import org.dora4j.torch.Rng;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.FeatureMask;
import org.dora4j.torch.fused.InvertedDropout;

/**
 * Dropout whose masks follow from the pass's key and the module.
 *
 * @param probability of zeroing a feature, in [0, 1)
 * @param id number of the module
 * @param kind what hides features from DoRA's gain
 */
record DrawnDropout(double probability, long id, DropoutMask kind) implements Dropout {

  /** Keeps the gain's mask apart from the tokens'. */
  private static final long GAIN = 1;

  @Override
  public boolean isActive(Tape tape) {
    return isUsed() && tape.isTraining();
  }

  @Override
  public boolean isUsed() {
    return probability > 0;
  }

  @Override
  public Tensor apply(Tensor x, Tape tape) {
    return InvertedDropout.apply(x, tape.sequences(), probability, Rng.mix(tape.dropoutKey(), id));
  }

  @Override
  public Tensor addTo(Tensor dx, Tensor d, Tape tape) {
    return InvertedDropout.addTo(
        dx, d, tape.sequences(), probability, Rng.mix(tape.dropoutKey(), id));
  }

  @Override
  public boolean isShared(Sharing sharing) {
    return isUsed()
        && switch (kind) {
          case TOKEN -> false;
          case PASS -> sharing != Sharing.IMPOSSIBLE;
          case AUTO -> sharing == Sharing.PAYS;
        };
  }

  @Override
  public FeatureMask shared(Tape tape, long features) {
    return FeatureMask.draw(probability, features, Rng.mix(tape.dropoutKey(), id, GAIN));
  }
}
