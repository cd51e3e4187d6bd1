package org.dora4j.report.html;

/**
 * An axis of a chart.
 *
 * @param label what is measured, with its unit
 * @param logarithmic whether it begins so; the reader may switch it
 */
public record Axis(String label, boolean logarithmic) {

  /** A linear axis. */
  public static Axis of(String label) {
    return new Axis(label, false);
  }

  /** A logarithmic axis; values that are not positive are left out. */
  public static Axis log(String label) {
    return new Axis(label, true);
  }
}
