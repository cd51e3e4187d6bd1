package org.dora4j.report.compare;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.dora4j.report.Curve;
import org.dora4j.report.RunLog;
import org.dora4j.report.Step;

/**
 * Something that every step of a run is measured by.
 *
 * @param file name of its picture, without ending
 * @param title of its chart
 * @param axis what is measured, with its unit
 * @param noisy whether a moving average is drawn over it
 * @param value of a step
 */
record Measure(
    String file, String title, String axis, boolean noisy, ToDoubleFunction<Step> value) {
  private static final double GIB = 1 << 30;

  /** The moving average is as fine as a chart of usual width can show without wobble. */
  private static final double HALF_LIVES = 60;

  static final Measure LOSS =
      new Measure("loss", "Loss", "loss (nats per token)", true, Step::loss);

  /** How a run went, apart from its loss. */
  static final List<Measure> COURSE =
      List.of(
          new Measure("learning-rate", "Learning rate", "learning rate", false, Step::lr),
          new Measure(
              "gradient-norm", "Gradient norm", "norm before clipping", true, Step::gradNorm),
          new Measure("speed", "Speed", "tokens per second", true, Step::tokensPerSecond),
          new Measure("memory", "Peak memory", "GiB so far", false, Measure::gibibytes));

  private static double gibibytes(Step step) {
    return step.memoryBytes() < 0 ? Double.NaN : step.memoryBytes() / GIB;
  }

  Curve raw(String name, RunLog log) {
    return Curve.byStep(name, log, value);
  }

  static Curve average(Curve raw) {
    return raw.smoothed(raw.y().length / HALF_LIVES);
  }
}
