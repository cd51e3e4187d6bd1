package org.dora4j.report;

import java.util.List;

/**
 * Means of one method with their deviations over repetitions, or published figures to hold them
 * against.
 *
 * @param name shown in the legend
 * @param kin series of one kin share a colour; published figures are paler than the measured
 * @param published whether others have published it; it has no deviations
 * @param means one for each place on the axis; NaN where there is none
 * @param deviations as many, NaN where none is known
 */
public record SpreadSeries(
    String name, int kin, boolean published, List<Double> means, List<Double> deviations) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException when there are not as many deviations as means
   */
  public SpreadSeries {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.size() != deviations.size()) {
      throw new IllegalArgumentException(
          "%s has %d means and %d deviations; give one for each."
              .formatted(name, means.size(), deviations.size()));
    }
  }

  /** Measured figures. */
  public static SpreadSeries measured(
      String name, int kin, List<Double> means, List<Double> deviations) {
    return new SpreadSeries(name, kin, false, means, deviations);
  }

  /** Published figures. */
  public static SpreadSeries published(String name, int kin, List<Double> means) {
    return new SpreadSeries(
        name, kin, true, means, means.stream().map(mean -> Double.NaN).toList());
  }

  /** Whether there is nothing to draw. */
  boolean isEmpty() {
    return means.stream().noneMatch(Double::isFinite);
  }
}
