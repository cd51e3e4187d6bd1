package org.dora4j.eval;

import java.util.List;

/**
 * What an evaluation of several tasks came to.
 *
 * @param accuracies of the tasks that are finished, in the suite's order
 * @param stopped whether it was ended before all tasks were finished
 */
public record SuiteResult(List<Accuracy> accuracies, boolean stopped) {

  public SuiteResult {
    accuracies = List.copyOf(accuracies);
  }

  /** Unweighted mean of the accuracies, 0 to 1: what the paper's tables call Avg. NaN for none. */
  public double average() {
    return accuracies.stream().mapToDouble(Accuracy::value).average().orElse(Double.NaN);
  }
}
