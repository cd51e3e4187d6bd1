package org.dora4j.report.decomposition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dora4j.report.html.DataTable;
import org.dora4j.report.html.Page;
import org.dora4j.report.html.Part;
import org.dora4j.report.html.Prose;
import org.dora4j.report.html.Section;

/** An analysis as one HTML file, with the paper's figures beside it; nothing is fetched. */
public final class DecompositionPage {
  /** Name of the file. */
  public static final String NAME = "decomposition.html";

  private final DecompositionFile file;

  private DecompositionPage(DecompositionFile file) {
    this.file = file;
  }

  /**
   * Reads {@code decomposition.json} in a folder and writes the page beside it; an older one is
   * replaced.
   *
   * @throws org.dora4j.report.RunLogException if the file is not what an analysis writes
   * @throws IOException when a file cannot be read or written
   */
  public static Path write(Path folder) throws IOException {
    Path page = folder.resolve(NAME);
    new DecompositionPage(DecompositionFile.read(folder)).page().write(page);
    return page;
  }

  /**
   * The signs of the correlations beside the paper's, a sentence for each series and module.
   *
   * @throws org.dora4j.report.RunLogException if the file is not what an analysis writes
   * @throws IOException when it cannot be read
   */
  public static List<String> signs(Path folder) throws IOException {
    return DecompositionFile.read(folder).fits().stream()
        .map(
            fit ->
                "%s, %s: %s; paper %s: %s"
                    .formatted(
                        fit.series(),
                        fit.module(),
                        Double.isFinite(fit.pearson()) ? fit.correlation() : "no correlation",
                        Published.beside(fit),
                        Published.verdict(fit)))
        .toList();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    sections.add(
        new Section(
            "Does magnitude rise with direction?",
            "Pearson's correlation of ΔD and ΔM over layers and checkpoints, and the least-squares line ΔM = a + slope · ΔD; intervals are of 95 %. Both grow while training goes on, which alone makes r positive; r over the layers of the last checkpoint has no part in that.",
            List.of(correlations(), Published.table())));
    for (String module : file.modules()) {
      List<Part> scatters = new ArrayList<>();
      file.fits().stream()
          .filter(fit -> fit.module().equals(module))
          .forEach(fit -> scatters.add(new Picture(Scatter.of(file, fit), false)));
      sections.add(new Section("ΔM over ΔD, " + module, "One picture for each series.", scatters));
    }
    sections.add(
        new Section(
            "By layer",
            "At the last checkpoint of each series.",
            file.modules().stream().map(this::bars).toList()));
    sections.add(
        new Section(
            "Layers and modules",
            "At the last checkpoint of each series.",
            file.series().stream().map(this::heat).toList()));
    sections.add(new Section("How it was measured", "", method()));
    return new Page("Magnitude and direction", lead(), sections);
  }

  private String lead() {
    return "What training did to the weights of %s: %s."
        .formatted(file.model(), String.join(", ", file.series()));
  }

  private DataTable correlations() {
    DataTable table =
        DataTable.of(
            "",
            "series",
            "module",
            "points",
            "r",
            "95 %",
            "slope",
            "slope, 95 %",
            "r, last checkpoint",
            "paper, r",
            "verdict");
    for (Fit fit : file.fits()) {
      table =
          table.row(
              fit.series(),
              fit.module(),
              Integer.toString(fit.points()),
              number("%+.2f", fit.pearson()),
              interval("%+.2f", fit.pearsonLow(), fit.pearsonHigh()),
              number("%.3g", fit.slope()),
              interval("%.3g", fit.slopeLow(), fit.slopeHigh()),
              number("%+.2f", fit.acrossLayers()),
              Published.beside(fit),
              Published.verdict(fit));
    }
    return table;
  }

  private Part bars(String module) {
    return new Picture(LayerBars.of(file, module), false);
  }

  private Part heat(String series) {
    return new Picture(HeatMap.of(file, series), false);
  }

  private List<Part> method() {
    String measure =
        file.definition().equals("paper")
            ? "ΔM is the mean over the output units of |m_t − m_0|, ΔD the mean of 1 − cos(V_t, W_0), where a unit is a row of the weight (arXiv 2402.09353, equations 3 and 4)."
            : "ΔM is the mean over the output units of |m_t − m_0|; for ΔD rows are normalised and the cosine is taken down each column, as the shreyassks notebooks do. The paper takes it along rows, so these figures are not the paper's.";
    return List.of(
        new Prose(measure),
        new Prose(
            "Each checkpoint is merged with and held against the base model itself, in fp64, with the adapter's own scaling. Magnitudes of DoRA are the trained ones."),
        new Prose("All numbers: decomposition.csv and decomposition.json beside this page."));
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "–";
  }

  private static String interval(String format, double low, double high) {
    return Double.isFinite(low) ? number(format, low) + " … " + number(format, high) : "–";
  }
}
