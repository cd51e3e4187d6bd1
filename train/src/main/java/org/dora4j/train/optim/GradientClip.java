package org.dora4j.train.optim;

/**
 * Limits the Euclidean norm of all gradients together: where it exceeds the limit c, every gradient
 * is multiplied by c / (norm + 1e-6), as torch's {@code clip_grad_norm_} does.
 *
 * @param limit c; 0 leaves every gradient as it is
 */
public record GradientClip(double limit) {

  private static final double MARGIN = 1e-6;

  public GradientClip {
    if (!(limit >= 0)) {
      throw new IllegalArgumentException("the clipping limit must be 0 or more but is " + limit);
    }
  }

  /**
   * Scales the gradients in place.
   *
   * @param norm of all gradients, see {@link FlatParameters#gradientNorm}
   */
  public void apply(FlatParameters parameters, double norm) {
    double factor = limit / (norm + MARGIN);
    if (limit > 0 && factor < 1) {
      parameters.groups().forEach(group -> group.gradients().mul_(factor));
    }
  }
}
