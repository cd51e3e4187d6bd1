package org.dora4j.report.decomposition;

import java.util.Locale;

/**
 * Correlation and fitted line of a series and module; what could not be computed is NaN.
 *
 * @param points how many there are
 * @param note why something is missing; else empty
 */
record Fit(
    String series,
    String method,
    String module,
    int points,
    double pearson,
    double pearsonLow,
    double pearsonHigh,
    double slope,
    double slopeLow,
    double slopeHigh,
    double intercept,
    String note) {

  boolean hasLine() {
    return Double.isFinite(slope) && Double.isFinite(intercept);
  }

  /** {@code r = +0.83 (95 %: +0.64 … +0.92)}, or why there is none. */
  String correlation() {
    if (!Double.isFinite(pearson)) {
      return note;
    }
    String interval =
        Double.isFinite(pearsonLow)
            ? format(" (95 %%: %+.2f … %+.2f)", pearsonLow, pearsonHigh)
            : "";
    return format("r = %+.2f%s, %d points", pearson, interval, points);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
