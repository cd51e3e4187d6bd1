package org.dora4j.report;

import java.awt.Dimension;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.knowm.xchart.internal.chartpart.IChart;
import org.w3c.dom.Document;

/** A chart as an SVG file, which stays sharp at any size. */
final class ScalableChart {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";

  private ScalableChart() {}

  /**
   * Draws a chart.
   *
   * @param svg is replaced where it exists
   * @throws IOException if the file cannot be written
   */
  static void write(IChart chart, Path svg) throws IOException {
    SVGGraphics2D pen = new SVGGraphics2D(emptyPicture());
    chart.paint(pen, chart.getWidth(), chart.getHeight());
    pen.setSVGCanvasSize(new Dimension(chart.getWidth(), chart.getHeight()));
    try (Writer out = Files.newBufferedWriter(svg)) {
      pen.stream(out, true);
    }
  }

  private static Document emptyPicture() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("This Java has no XML parser.", e);
    }
  }
}
