package org.dora4j.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
public final class Numbers {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};

  private Numbers() {}

  /** {@code 62.5 %}, or a dash for what was not measured. */
  public static String percent(double fraction) {
    return Double.isNaN(fraction) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }

  /** Four decimals, or a dash. */
  public static String loss(double loss) {
    return Double.isNaN(loss) ? "–" : String.format(Locale.ROOT, "%.4f", loss);
  }

  /** {@code 9427} as {@code 9,427}, or a dash for a negative count. */
  public static String count(long n) {
    return n < 0 ? "–" : String.format(Locale.ROOT, "%,d", n);
  }

  /** {@code 4.3 GiB}, or a dash for a negative size. */
  public static String bytes(long bytes) {
    if (bytes < 0) {
      return "–";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, BINARY[unit]);
  }

  /** {@code 48 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  public static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return String.format(Locale.ROOT, s < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s / 60 % 60 + " min";
  }

  /** An axis label: at most four significant digits, no trailing zeros. */
  public static String axis(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
