package org.dora4j.train.optim;

/**
 * The factor by which the loss is multiplied before an fp16 backward pass, so that small gradients
 * do not vanish below 2⁻²⁴; the gradients are divided by it before they are used (Micikevicius et
 * al., arXiv 1710.03740). It follows the gradients as torch's GradScaler does: it begins at 65536,
 * is halved by a step whose gradient is not finite, which is skipped, and doubled after 2000 steps
 * without one. As it is a power of two, scaling there and back changes no bit of a gradient that is
 * in fp16's range.
 */
public final class LossScale {

  /** So often the first scale can be halved before it is 1 and scaling cannot be the reason. */
  public static final int HALVINGS = 16;

  private static final double START = 1 << HALVINGS;
  private static final int GROWTH_INTERVAL = 2000;

  private State state = new State(START, 0);

  /**
   * What a resumed run continues with.
   *
   * @param scale factor of the loss, a power of two
   * @param goodSteps steps with finite gradients since the scale last changed
   */
  public record State(double scale, int goodSteps) {}

  public State state() {
    return state;
  }

  /** Continues with what a run had saved. */
  public void resume(State saved) {
    state = saved;
  }

  /** The factor of the next step. */
  public double value() {
    return state.scale();
  }

  /** Hears of a step whether its gradient was finite. */
  public void after(boolean finite) {
    int good = finite ? state.goodSteps() + 1 : 0;
    if (!finite) {
      state = new State(state.scale() / 2, 0);
    } else if (good == GROWTH_INTERVAL) {
      state = new State(state.scale() * 2, 0);
    } else {
      state = new State(state.scale(), good);
    }
  }
}
