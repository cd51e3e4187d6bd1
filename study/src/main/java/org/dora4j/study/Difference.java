package org.dora4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An arm against the one that it is compared with.
 *
 * @param arm what is compared
 * @param baseline with what
 */
public record Difference(Arm arm, Arm baseline) {

  /**
   * Pairs each arm with the one that differs from it only in one label.
   *
   * @param label such as {@code method}
   * @param value of the arm that others are compared with, such as {@code lora}
   */
  public static List<Difference> of(List<Arm> arms, String label, String value) {
    List<Difference> all = new ArrayList<>();
    for (Arm arm : arms) {
      if (!value.equals(arm.labels().get(label))) {
        Map<String, String> wanted = new LinkedHashMap<>(arm.labels());
        wanted.put(label, value);
        Optional<Arm> baseline =
            arms.stream().filter(other -> other.labels().equals(wanted)).findFirst();
        baseline.ifPresent(found -> all.add(new Difference(arm, found)));
      }
    }
    return all.stream().filter(Difference::isKnown).toList();
  }

  private boolean isKnown() {
    return arm.mean().count() > 0 && baseline.mean().count() > 0;
  }

  /** Of the mean accuracies, in percentage points. */
  public double points() {
    return 100 * (arm.mean().mean() - baseline.mean().mean());
  }

  /**
   * Standard deviation, in percentage points, of the difference of two single runs: √(s₁² + s₂²);
   * NaN where one of the arms has a single seed.
   */
  public double spread() {
    return 100 * Math.hypot(arm.mean().deviation(), baseline.mean().deviation());
  }

  /** What can be said of it. */
  public String verdict() {
    if (Double.isNaN(spread())) {
      return "one seed: its spread is not known";
    }
    return Math.abs(points()) <= spread()
        ? "within the spread over seeds"
        : "beyond the spread over seeds";
  }

  /** {@code dora, rank 8 − lora, rank 8: +1.2 points (spread 0.8): beyond …}. */
  public String sentence() {
    String spread =
        Double.isNaN(spread()) ? "" : String.format(Locale.ROOT, ", spread %.1f", spread());
    return String.format(
        Locale.ROOT,
        "%s − %s: %+.1f points%s: %s",
        arm.title(),
        baseline.title(),
        points(),
        spread,
        verdict());
  }
}
