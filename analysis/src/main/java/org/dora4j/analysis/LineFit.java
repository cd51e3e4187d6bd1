package org.dora4j.analysis;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Whether ΔM rises or falls with ΔD, over the layers and checkpoints of one series and module.
 *
 * @param series name of the run
 * @param method what was trained
 * @param module such as {@code q_proj}
 * @param points how many there are
 * @param pearson Pearson's correlation of ΔD and ΔM
 * @param pearsonInterval its 95 % confidence interval by Fisher's z; empty below 4 points
 * @param line the least-squares line; empty where there is none
 * @param note one sentence where a figure is missing or means little; else empty
 */
public record LineFit(
    String series,
    String method,
    String module,
    int points,
    OptionalDouble pearson,
    Optional<Interval> pearsonInterval,
    Optional<Line> line,
    String note) {

  private static final double CONFIDENCE = 0.95;

  /** Two-sided 95 % quantile of the normal distribution. */
  private static final double NORMAL = 1.959963984540054;

  /** From {@code low} to {@code high}. */
  public record Interval(double low, double high) {}

  /**
   * ΔM = intercept + slope ΔD.
   *
   * @param interval of the slope, 95 %, by Student's t
   */
  public record Line(double slope, double intercept, Interval interval) {}

  /** Fits the points of one series and module. */
  static LineFit of(String series, String method, String module, List<MatrixChange> points) {
    long checkpoints = points.stream().map(MatrixChange::checkpoint).distinct().count();
    double[] x = points.stream().mapToDouble(MatrixChange::deltaD).toArray();
    double[] y = points.stream().mapToDouble(MatrixChange::deltaM).toArray();
    Moments moments = Moments.of(x, y);
    String problem = problem(checkpoints, moments);
    if (!problem.isEmpty()) {
      return new LineFit(
          series,
          method,
          module,
          x.length,
          OptionalDouble.empty(),
          Optional.empty(),
          Optional.empty(),
          problem);
    }
    double r = moments.correlation();
    return new LineFit(
        series,
        method,
        module,
        x.length,
        OptionalDouble.of(r),
        pearsonInterval(r, x.length),
        Optional.of(line(moments)),
        "");
  }

  private static String problem(long checkpoints, Moments moments) {
    if (checkpoints < 2) {
      return "one checkpoint only: magnitude against direction needs several";
    }
    if (moments.n() < 3) {
      return "fewer than three points: no correlation";
    }
    if (moments.xx() == 0 || moments.yy() == 0) {
      return "all points have the same ΔD or ΔM: no correlation";
    }
    return "";
  }

  private static Optional<Interval> pearsonInterval(double r, int n) {
    if (n < 4 || Math.abs(r) == 1) {
      return Optional.empty();
    }
    double z = 0.5 * Math.log((1 + r) / (1 - r));
    double half = NORMAL / Math.sqrt(n - 3.0);
    return Optional.of(new Interval(Math.tanh(z - half), Math.tanh(z + half)));
  }

  private static Line line(Moments moments) {
    double slope = moments.xy() / moments.xx();
    int freedom = moments.n() - 2;
    double residual = Math.max(0, moments.yy() - slope * moments.xy());
    double error = Math.sqrt(residual / freedom / moments.xx());
    double half = StudentT.quantile(CONFIDENCE, freedom) * error;
    return new Line(
        slope, moments.meanY() - slope * moments.meanX(), new Interval(slope - half, slope + half));
  }

  /**
   * Means and sums of products about them.
   *
   * @param n number of points
   */
  private record Moments(int n, double meanX, double meanY, double xx, double xy, double yy) {

    static Moments of(double[] x, double[] y) {
      double meanX = java.util.Arrays.stream(x).average().orElse(0);
      double meanY = java.util.Arrays.stream(y).average().orElse(0);
      double xx = 0;
      double xy = 0;
      double yy = 0;
      for (int i = 0; i < x.length; i++) {
        xx += (x[i] - meanX) * (x[i] - meanX);
        xy += (x[i] - meanX) * (y[i] - meanY);
        yy += (y[i] - meanY) * (y[i] - meanY);
      }
      return new Moments(x.length, meanX, meanY, xx, xy, yy);
    }

    double correlation() {
      return Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
    }
  }
}
