package org.dora4j.report;

import java.util.List;

/** The ranges that some curves fill; only finite points count. */
record Extent(double left, double right, double bottom, double top) {

  @SafeVarargs
  static Extent of(List<Curve>... groups) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.POSITIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (List<Curve> curves : groups) {
      for (Curve curve : curves) {
        for (int i = 0; i < curve.x().length; i++) {
          if (Double.isFinite(curve.y()[i])) {
            left = Math.min(left, curve.x()[i]);
            right = Math.max(right, curve.x()[i]);
            bottom = Math.min(bottom, curve.y()[i]);
            top = Math.max(top, curve.y()[i]);
          }
        }
      }
    }
    return new Extent(left, right, bottom, top);
  }

  /**
   * Where to start a loss axis: at zero if the losses come near it, so that half the loss looks
   * like half.
   */
  double floor() {
    if (bottom < 0.6 * top) {
      return Math.min(0, bottom);
    }
    return top > bottom ? bottom - 0.1 * (top - bottom) : bottom - 0.5;
  }

  /** Where an abscissa lies, from 0 at the left to 1 at the right. */
  double across(double x) {
    return right > left ? (x - left) / (right - left) : 0;
  }

  /** Where an ordinate lies, from 0 at the top to 1 at the bottom. */
  double down(double y) {
    return top > bottom ? (top - y) / (top - bottom) : 0.5;
  }
}
