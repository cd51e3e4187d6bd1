package org.dora4j.train.event;

/** How long steps take: their mean without the first, which also warms everything up. */
final class StepTimes {
  private double first;
  private double others;
  private int count;

  void add(double seconds) {
    if (count == 0) {
      first = seconds;
    } else {
      others += seconds;
    }
    count++;
  }

  /** Number of steps seen. */
  int count() {
    return count;
  }

  /** Seconds that a step usually takes; 0 before the first. */
  double typical() {
    return count > 1 ? others / (count - 1) : first;
  }
}
