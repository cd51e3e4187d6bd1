package org.dora4j.report.html;

/**
 * Something that opens when it is asked for; print leaves it as it stands.
 *
 * @param title what there is to see
 * @param content what opens
 */
public record Fold(String title, Part content) implements Part {
  @Override
  public String html() {
    return "<details class=\"fold\"><summary>"
        + Html.escape(title)
        + "</summary>\n"
        + content.html()
        + "</details>\n";
  }
}
