package org.dora4j.report;

import java.util.Comparator;
import java.util.List;

/**
 * A run in a few numbers.
 *
 * @param steps how many steps were taken
 * @param epochs passes over the data
 * @param firstLoss mean loss of the first tenth of the steps (at most 20)
 * @param lastLoss mean loss of the last tenth of the steps (at most 20)
 * @param bestEvaluation the least validation loss; NaN when none was measured
 * @param trainedTokens tokens that the losses counted, or -1 when the log does not say
 * @param tokensPerSecond median over the steps; NaN when not measured
 * @param seconds time in steps; NaN when not measured
 * @param peakBytes peak memory of the device, or -1 when the log does not say
 */
public record Summary(
    long steps,
    double epochs,
    double firstLoss,
    double lastLoss,
    double bestEvaluation,
    long trainedTokens,
    double tokensPerSecond,
    double seconds,
    long peakBytes) {

  /**
   * Sums a log up.
   *
   * @throws IllegalArgumentException when it has no step
   */
  public static Summary of(RunLog log) {
    List<Step> steps = log.steps();
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("A run without steps cannot be summed up.");
    }
    Step last = steps.get(steps.size() - 1);
    int few = Math.max(1, Math.min(20, steps.size() / 10));
    return new Summary(
        last.step(),
        last.epoch(),
        mean(steps.subList(0, few)),
        mean(steps.subList(steps.size() - few, steps.size())),
        log.evaluations().stream()
            .map(Evaluation::loss)
            .filter(Double::isFinite)
            .min(Comparator.naturalOrder())
            .orElse(Double.NaN),
        trainedTokens(steps),
        median(steps),
        steps.stream().mapToDouble(Step::seconds).sum(),
        steps.stream().mapToLong(Step::memoryBytes).max().orElse(-1));
  }

  /** Two columns: what, and its value. */
  public TextTable table() {
    return TextTable.of("", "value")
        .row("steps", Numbers.count(steps))
        .row("epochs", Double.isNaN(epochs) ? "–" : Numbers.axis(Math.round(100 * epochs) / 100.0))
        .row("loss at the start", Numbers.loss(firstLoss))
        .row("loss at the end", Numbers.loss(lastLoss))
        .row("best validation loss", Numbers.loss(bestEvaluation))
        .row("tokens trained on", Numbers.count(trainedTokens))
        .row(
            "tokens per second (median)",
            Double.isNaN(tokensPerSecond) ? "–" : Numbers.count(Math.round(tokensPerSecond)))
        .row("time in steps", Double.isNaN(seconds) ? "–" : Numbers.duration(seconds))
        .row("peak memory", Numbers.bytes(peakBytes));
  }

  private static double mean(List<Step> steps) {
    return steps.stream().mapToDouble(Step::loss).average().orElse(Double.NaN);
  }

  private static long trainedTokens(List<Step> steps) {
    return steps.stream().anyMatch(step -> step.trainedTokens() < 0)
        ? -1
        : steps.stream().mapToLong(Step::trainedTokens).sum();
  }

  private static double median(List<Step> steps) {
    double[] speeds =
        steps.stream()
            .mapToDouble(Step::tokensPerSecond)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return speeds.length == 0 ? Double.NaN : speeds[speeds.length / 2];
  }
}
