package org.dora4j.report.drawing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis: from values to pixels, with ticks at round values. Very small and very large values are
 * shown in units of a power of ten.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}
 * @param step between ticks
 * @param from pixel of the low end
 * @param to pixel of the high end
 */
public record Scale(double low, double high, double step, double from, double to) {
  private static final int TICKS = 5;
  private static final double MARGIN = 0.06;

  /** An axis around all values, or from zero up to the largest one. */
  public static Scale of(List<Double> values, boolean fromZero, double from, double to) {
    double least = values.stream().mapToDouble(v -> v).min().orElse(0);
    double most = values.stream().mapToDouble(v -> v).max().orElse(1);
    if (fromZero) {
      least = Math.min(0, least);
    }
    double span = most > least ? most - least : most == 0 ? 1 : Math.abs(most);
    double low = fromZero && least == 0 ? 0 : least - MARGIN * span;
    double high = most + MARGIN * span;
    if (most == least && !fromZero) {
      low = least - 0.5 * span;
      high = least + 0.5 * span;
    }
    return new Scale(low, high, round((high - low) / TICKS), from, to);
  }

  /** 1, 2, 2.5 or 5 times a power of ten, at least as large as asked for. */
  private static double round(double wanted) {
    double power = Math.pow(10, Math.floor(Math.log10(wanted)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= wanted * 0.999) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  /** Pixel of a value. */
  public double at(double value) {
    return from + (value - low) / (high - low) * (to - from);
  }

  /** Round values inside the axis. */
  public List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Power of ten in whose units ticks are shown. */
  private int exponent() {
    double largest = Math.max(Math.abs(low), Math.abs(high));
    int magnitude = (int) Math.floor(Math.log10(largest));
    return magnitude < -2 || magnitude > 4 ? magnitude : 0;
  }

  /** What is written at a tick. */
  public String label(double tick) {
    double unit = Math.pow(10, exponent());
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step / unit) - 1e-9));
    boolean half = Math.abs(step / unit * Math.pow(10, decimals) % 1) > 1e-6;
    double shown = tick / unit;
    return String.format(
        Locale.ROOT, "%." + (half ? decimals + 1 : decimals) + "f", shown == 0 ? 0.0 : shown);
  }

  /** An axis title with the unit of the ticks, such as {@code ΔD (× 10⁻⁴)}. */
  public String title(String name) {
    int exponent = exponent();
    return exponent == 0 ? name : name + " (× 10" + superscript(exponent) + ")";
  }

  private static String superscript(int number) {
    StringBuilder text = new StringBuilder();
    for (char c : Integer.toString(number).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
