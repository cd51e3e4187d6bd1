package org.dora4j.report.decomposition;

import org.dora4j.report.drawing.Drawing;
import org.dora4j.report.drawing.Svg;
import org.dora4j.report.html.Part;

/**
 * A drawing in a page, as SVG: what the pointer rests on says what it is.
 *
 * @param wide whether it takes the page's whole width
 */
record Picture(Drawing drawing, boolean wide) implements Part {
  @Override
  public String html() {
    return "<figure class=\"picture\">\n" + Svg.inline(drawing) + "</figure>\n";
  }
}
