package org.dora4j.world.lore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An order of subjects by a number, such as things by weight.
 *
 * @param more {@code heavier}
 * @param less {@code lighter}
 * @param most {@code heaviest}
 * @param least {@code lightest}
 * @param measures each subject's number, in the scale's own unit
 * @param factor how many times larger a number must be for the difference to be plain to see
 */
public record Scale(
    String more,
    String less,
    String most,
    String least,
    Map<Subject, Integer> measures,
    double factor) {

  /** Copies the measures, keeping their order. */
  public Scale {
    measures = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }

  /** Every subject that has a number. */
  public List<Subject> subjects() {
    return List.copyOf(measures.keySet());
  }

  /** Whether {@code a} plainly exceeds {@code b}. */
  public boolean exceeds(Subject a, Subject b) {
    return measure(a) >= factor * measure(b) && measure(a) > measure(b);
  }

  /** Different subjects, plainly ordered from most to least. */
  public List<Subject> ladder(Dice dice, int count) {
    while (true) {
      List<Subject> steps = new java.util.ArrayList<>(dice.pick(subjects(), count));
      steps.sort((a, b) -> Integer.compare(measure(b), measure(a)));
      boolean plain = true;
      for (int i = 1; i < count; i++) {
        plain &= exceeds(steps.get(i - 1), steps.get(i));
      }
      if (plain) {
        return steps;
      }
    }
  }

  private int measure(Subject subject) {
    Integer measure = measures.get(subject);
    if (measure == null) {
      throw new IllegalArgumentException(
          "No " + more + " or " + less + " is known of " + subject.phrase() + ".");
    }
    return measure;
  }
}
