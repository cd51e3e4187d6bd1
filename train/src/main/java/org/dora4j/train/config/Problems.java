package org.dora4j.train.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong; of each key only the first finding, the others would follow from it. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String key, String text) {
    if (found.stream().noneMatch(problem -> problem.key().equals(key))) {
      found.add(new Problem(key, text));
    }
  }

  /** Notes a problem unless {@code holds}. */
  void require(boolean holds, String key, String text) {
    if (!holds) {
      add(key, text);
    }
  }

  /** Notes a number below its least value. */
  void atLeast(double least, String key, double value) {
    String bound = least == Math.rint(least) ? Long.toString((long) least) : Double.toString(least);
    require(value >= least, key, "must be at least " + bound + " but is " + Settings.show(value));
  }

  /** Notes a number that is 0 or negative, or not a number. */
  void positive(String key, double value) {
    require(
        value > 0 && !Double.isInfinite(value),
        key,
        "must be above 0 but is " + Settings.show(value));
  }

  /** Notes a number outside [0, 1). */
  void fraction(String key, double value) {
    require(
        value >= 0 && value < 1,
        key,
        "must be at least 0 and below 1 but is " + Settings.show(value));
  }

  void addAll(Problems others) {
    others.found.forEach(problem -> add(problem.key(), problem.text()));
  }

  void throwIfAny(String source) {
    if (!found.isEmpty()) {
      throw new ConfigException(source, found);
    }
  }
}
