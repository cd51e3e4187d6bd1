package org.dora4j.train.optim;

/**
 * The learning rate over the steps as a fraction of its peak. During warm-up the rate of step s
 * (from 0) is s / warm-up, so the very first step has rate 0, as in transformers; afterwards the
 * shape decides.
 *
 * @param shape what happens after warm-up
 * @param warmupSteps steps of linear rise; 0 starts at the peak
 * @param totalSteps steps of the whole run, warm-up included
 */
public record Schedule(Shape shape, int warmupSteps, int totalSteps) {

  /** What a learning rate does after warm-up. */
  public enum Shape {
    /** Stays at its peak. */
    CONSTANT,
    /** Falls along a line that reaches 0 after the last step. */
    LINEAR,
    /** Falls along half a cosine wave that reaches 0 after the last step. */
    COSINE
  }

  public Schedule {
    if (warmupSteps < 0 || totalSteps < 1) {
      throw new IllegalArgumentException(
          "a schedule needs at least one step and no negative warm-up but has %d and %d"
              .formatted(totalSteps, warmupSteps));
    }
  }

  /** The fraction of the peak rate in step {@code step}, counted from 0. */
  public double factor(int step) {
    if (step < warmupSteps) {
      return (double) step / warmupSteps;
    }
    double progress = (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
    return switch (shape) {
      case CONSTANT -> 1;
      case LINEAR -> Math.max(0, 1 - progress);
      case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
    };
  }
}
