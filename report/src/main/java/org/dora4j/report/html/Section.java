package org.dora4j.report.html;

import java.util.List;

/**
 * A part of a page under a heading.
 *
 * @param title the heading
 * @param lead a sentence or two under it; may be empty
 * @param parts what is shown, in this order
 */
public record Section(String title, String lead, List<Part> parts) {

  /** Copies the list. */
  public Section {
    parts = List.copyOf(parts);
  }

  String html(int number) {
    StringBuilder html = new StringBuilder();
    html.append("<section aria-labelledby=\"s").append(number).append("\">\n<h2 id=\"s");
    html.append(number).append("\">").append(Html.escape(title)).append("</h2>\n");
    if (!lead.isBlank()) {
      html.append("<p class=\"lead\">").append(Html.escape(lead)).append("</p>\n");
    }
    html.append("<div class=\"parts\">\n");
    for (Part part : parts) {
      html.append(part.wide() ? "<div class=\"part wide\">\n" : "<div class=\"part\">\n");
      html.append(part.html()).append("</div>\n");
    }
    return html.append("</div>\n</section>\n").toString();
  }
}
