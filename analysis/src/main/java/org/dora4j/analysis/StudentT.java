package org.dora4j.analysis;

/** Student's t distribution with a whole number of degrees of freedom. */
final class StudentT {
  private static final int HALVINGS = 200;

  private StudentT() {}

  /**
   * The t for which P(|T| ≤ t) is {@code probability}.
   *
   * @param probability in (0, 1)
   * @param freedom degrees of freedom, at least 1
   */
  static double quantile(double probability, int freedom) {
    double low = 0;
    double high = 1;
    while (inside(high, freedom) < probability) {
      high *= 2;
    }
    for (int i = 0; i < HALVINGS && low < high; i++) {
      double middle = 0.5 * (low + high);
      if (inside(middle, freedom) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** P(|T| ≤ t) by the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4. */
  static double inside(double t, int freedom) {
    double angle = Math.atan(t / Math.sqrt(freedom));
    double cosine = Math.cos(angle);
    boolean odd = freedom % 2 == 1;
    double term = odd ? cosine : 1;
    double sum = freedom == 1 ? 0 : term;
    for (int k = odd ? 3 : 2; k < freedom; k += 2) {
      term *= cosine * cosine * (k - 1) / k;
      sum += term;
    }
    return odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
  }
}
