package org.dora4j.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A line to be drawn.
 *
 * @param name shown in the legend
 * @param x abscissas, ascending
 * @param y ordinates, as many; those that are not finite leave a gap
 */
@SuppressWarnings("ArrayRecordComponent") // Curves are drawn, never compared.
public record Curve(String name, double[] x, double[] y) {
  private static final int NEGLIGIBLE_HALVINGS = 6;

  /**
   * Checks the lengths.
   *
   * @throws IllegalArgumentException when there are not as many abscissas as ordinates
   */
  public Curve {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "The curve '%s' has %d abscissas for %d ordinates.".formatted(name, x.length, y.length));
    }
  }

  /** The training loss of a run by step. */
  public static Curve trainingLoss(String name, RunLog log) {
    return byStep(name, log, Step::loss);
  }

  /** A measurement of a run by step. */
  public static Curve byStep(String name, RunLog log, ToDoubleFunction<Step> value) {
    return new Curve(
        name,
        log.steps().stream().mapToDouble(Step::step).toArray(),
        log.steps().stream().mapToDouble(value).toArray());
  }

  /** The validation loss of a run by step. */
  public static Curve validationLoss(String name, RunLog log) {
    List<Evaluation> evaluations = log.evaluations();
    return new Curve(
        name,
        evaluations.stream().mapToDouble(Evaluation::step).toArray(),
        evaluations.stream().mapToDouble(Evaluation::loss).toArray());
  }

  /** Whether there is nothing to draw. */
  public boolean isEmpty() {
    for (double value : y) {
      if (Double.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * This curve as a moving average with weights that fall exponentially to both sides, so that it
   * lags behind nothing. The window is narrow at the start, where a loss falls fast, and one-sided
   * at the end. Values that are not finite are passed over.
   *
   * @param halfLife after how many points a neighbour's weight has halved; at most 0 changes
   *     nothing
   */
  public Curve smoothed(double halfLife) {
    if (halfLife <= 0) {
      return this;
    }
    int widest = (int) Math.ceil(NEGLIGIBLE_HALVINGS * halfLife);
    double[] weightAt =
        IntStream.rangeClosed(0, Math.min(widest, y.length))
            .mapToDouble(distance -> Math.pow(0.5, distance / halfLife))
            .toArray();
    double[] smooth = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int before = Math.min(widest, i);
      // As wide after as before, or the steep start would be flattened.
      int after = Math.min(before, y.length - 1 - i);
      double sum = 0;
      double weights = 0;
      for (int j = i - before; j <= i + after; j++) {
        if (Double.isFinite(y[j])) {
          double weight = weightAt[Math.abs(j - i)];
          sum += weight * y[j];
          weights += weight;
        }
      }
      smooth[i] = weights == 0 ? Double.NaN : sum / weights;
    }
    return new Curve(name, x, smooth);
  }

  /**
   * This curve with fewer points for a screen: of each of {@code buckets} stretches of equally many
   * points the least and the greatest, in their order, and the first and the last point of all. No
   * peak is lost. Points that are not finite are left out where there is a choice.
   *
   * @param buckets at least 1; a curve of no more than twice as many points stays as it is
   */
  public Curve thinned(int buckets) {
    if (y.length <= 2L * buckets) {
      return this;
    }
    IntStream.Builder kept = IntStream.builder();
    kept.add(0);
    for (int bucket = 0; bucket < buckets; bucket++) {
      int from = (int) ((long) y.length * bucket / buckets);
      int to = (int) ((long) y.length * (bucket + 1) / buckets);
      int least = extreme(from, to, 1);
      int greatest = extreme(from, to, -1);
      kept.add(Math.min(least, greatest)).add(Math.max(least, greatest));
    }
    kept.add(y.length - 1);
    int[] indices = kept.build().distinct().toArray();
    return new Curve(
        name,
        IntStream.of(indices).mapToDouble(i -> x[i]).toArray(),
        IntStream.of(indices).mapToDouble(i -> y[i]).toArray());
  }

  /** Index of the least value times {@code sign}; the first index where none is finite. */
  private int extreme(int from, int to, int sign) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      boolean better = !Double.isFinite(y[best]) || sign * y[i] < sign * y[best];
      if (Double.isFinite(y[i]) && better) {
        best = i;
      }
    }
    return best;
  }
}
