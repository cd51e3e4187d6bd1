package org.dora4j.report.decomposition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dora4j.report.drawing.Drawing;

/**
 * Draws an analysis, each picture as PNG and SVG: {@code scatter-SERIES-MODULE}, {@code
 * layers-MODULE} and {@code heatmap-SERIES}.
 */
public final class DecompositionCharts {
  private DecompositionCharts() {}

  /**
   * Reads {@code decomposition.json} in a folder and writes the pictures beside it; older ones of
   * the same names are replaced.
   *
   * @throws org.dora4j.report.RunLogException if the file is not what an analysis writes
   * @throws IOException when a file cannot be read or written, or this Java cannot draw text
   */
  public static void write(Path folder) throws IOException {
    for (Map.Entry<String, Drawing> picture : all(DecompositionFile.read(folder)).entrySet()) {
      picture.getValue().write(folder, picture.getKey());
    }
  }

  /** Pictures by name of their files. */
  static Map<String, Drawing> all(DecompositionFile file) {
    Map<String, Drawing> pictures = new LinkedHashMap<>();
    for (Fit fit : file.fits()) {
      pictures.put(
          Drawing.fileName("scatter-" + fit.series() + "-" + fit.module()), Scatter.of(file, fit));
    }
    for (String module : file.modules()) {
      pictures.put(Drawing.fileName("layers-" + module), LayerBars.of(file, module));
    }
    for (String series : file.series()) {
      pictures.put(Drawing.fileName("heatmap-" + series), HeatMap.of(file, series));
    }
    return pictures;
  }
}
