package org.dora4j.train.optim;

/**
 * What the parameters of one group have in common.
 *
 * @param name of the group, in messages and in checkpoints
 * @param learningRate peak η, which a {@link Schedule} scales; 0 keeps the group as it is
 * @param weightDecay λ: every step also multiplies the parameters by 1 − η λ
 */
public record GroupOptions(String name, double learningRate, double weightDecay) {

  public GroupOptions {
    if (!(learningRate >= 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "group %s needs a learning rate and a weight decay of 0 or more but has %s and %s"
              .formatted(name, learningRate, weightDecay));
    }
  }
}
