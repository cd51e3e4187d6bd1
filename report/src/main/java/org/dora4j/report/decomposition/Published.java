package org.dora4j.report.decomposition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dora4j.report.html.DataTable;

/**
 * What was published about magnitude against direction: by the paper (section 3.2 and Figure 2:
 * VL-BART on four image-text tasks, six layers, four checkpoints), and by the shreyassks notebooks
 * (LLaMA-2-7B on cleaned Alpaca).
 */
final class Published {
  private static final List<Figure> PAPER =
      List.of(
          new Figure("full", -0.62, "0.014–0.022", "0.05–0.09", "0.02–0.08", "0.020–0.055"),
          new Figure("lora", 0.83, "0.10–0.16", "0.25–0.45", "0.15–0.325", "0.2–0.8"),
          new Figure("dora", -0.31, "0.16–0.32", "0.7–1.4", "0.20–0.50", "0.4–1.0"));

  private Published() {}

  /** One method in the paper's Figure 2: correlation and axis ranges, query and value. */
  private record Figure(
      String method, double r, String queryD, String queryM, String valueD, String valueM) {}

  /** The paper's figure as a table. */
  static DataTable table() {
    DataTable table =
        DataTable.of(
            "The paper's Figure 2 (VL-BART): correlation for the query matrix, sign of the slope, axis ranges",
            "method",
            "r, query",
            "slope",
            "ΔD, query",
            "ΔM, query",
            "ΔD, value",
            "ΔM, value");
    for (Figure figure : PAPER) {
      table =
          table.row(
              figure.method(),
              signed(figure.r()),
              figure.r() > 0 ? "rises" : "falls",
              figure.queryD(),
              figure.queryM(),
              figure.valueD(),
              figure.valueM());
    }
    return table;
  }

  /** The published correlation of a method, that of the query matrix; empty where there is none. */
  private static Optional<Double> correlation(String method) {
    return PAPER.stream()
        .filter(figure -> figure.method().equals(method))
        .map(Figure::r)
        .findFirst();
  }

  /** What the paper has for the same method, for a table: its sign, and for queries its number. */
  static String beside(Fit fit) {
    return correlation(fit.method())
        .map(r -> fit.module().equals("q_proj") ? signed(r) : r > 0 ? "+" : "−")
        .orElse("–");
  }

  /** Whether the sign agrees with the paper's, in words. */
  static String verdict(Fit fit) {
    if (!Double.isFinite(fit.pearson())) {
      return fit.note();
    }
    String certain =
        fit.pearsonLow() < 0 && fit.pearsonHigh() > 0 ? ", but 0 lies in the interval" : "";
    return correlation(fit.method())
        .map(r -> (r > 0 == fit.pearson() > 0 ? "the paper's sign" : "not the paper's sign"))
        .map(words -> words + certain)
        .orElse("the paper has none");
  }

  private static String signed(double value) {
    return String.format(Locale.ROOT, "%+.2f", value).replace('-', '−');
  }
}
