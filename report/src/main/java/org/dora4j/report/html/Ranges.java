package org.dora4j.report.html;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The numbers of a chart in few words, for those who do not see it. */
final class Ranges {
  private Ranges() {}

  /** First, last, least and greatest value of each series. */
  static DataTable table(String caption, List<Series> series) {
    DataTable table = DataTable.of(caption, "series", "first", "last", "least", "greatest");
    for (Series one : series) {
      double[] finite = Arrays.stream(one.y()).filter(Double::isFinite).toArray();
      table =
          finite.length == 0
              ? table.row(one.name(), "–", "–", "–", "–")
              : table.row(
                  one.name(),
                  text(finite[0]),
                  text(finite[finite.length - 1]),
                  text(Arrays.stream(finite).min().getAsDouble()),
                  text(Arrays.stream(finite).max().getAsDouble()));
    }
    return table;
  }

  /** Five significant digits, without trailing zeros. */
  static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    if (size < 1e-3 || size >= 1e9) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    int decimals = Math.max(0, 4 - (int) Math.floor(Math.log10(size)));
    String text = String.format(Locale.ROOT, "%,." + decimals + "f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }
}
