package org.dora4j.report.html;

/**
 * A paragraph.
 *
 * @param text plain text
 */
public record Prose(String text) implements Part {
  @Override
  public String html() {
    return "<p>" + Html.escape(text) + "</p>\n";
  }
}
