package org.dora4j.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A report as one HTML file: style, script and data are inside, nothing is fetched.
 *
 * @param title heading, and the window's title
 * @param lead a sentence or two under it; may be empty
 * @param sections in this order
 */
public record Page(String title, String lead, List<Section> sections) {
  /** Tells a page that may be replaced from somebody's own file. */
  private static final String GENERATOR = "<meta name=\"generator\" content=\"dora4j\">";

  private static final int HEAD_BYTES = 1024;

  /** Copies the list. */
  public Page {
    sections = List.copyOf(sections);
  }

  /** The whole file. */
  public String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    html.append("<meta charset=\"utf-8\">\n").append(GENERATOR).append('\n');
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>").append(Html.escape(title)).append("</title>\n");
    // An icon of its own keeps browsers from asking a server for one.
    html.append("<link rel=\"icon\" href=\"data:,\">\n");
    html.append("<style>\n").append(resource("page.css")).append("</style>\n</head>\n<body>\n");
    html.append("<header>\n<h1>").append(Html.escape(title)).append("</h1>\n");
    if (!lead.isBlank()) {
      html.append("<p class=\"lead\">").append(Html.escape(lead)).append("</p>\n");
    }
    html.append("</header>\n<main>\n");
    for (int i = 0; i < sections.size(); i++) {
      html.append(sections.get(i).html(i + 1));
    }
    html.append("</main>\n<noscript><p class=\"lead\">The charts need JavaScript; ");
    html.append("the tables below them have their numbers.</p></noscript>\n");
    html.append("<script>\n").append(resource("charts.js")).append("</script>\n");
    return html.append("</body>\n</html>\n").toString();
  }

  /**
   * Writes the page; one that is there already stays until the new one is complete.
   *
   * @param file its folder is made where missing
   * @throws IOException when it cannot be written
   */
  public void write(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".writing");
    try {
      Files.writeString(unfinished, html());
      Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /** Whether a file is a page of this kit, which a newer one may replace. */
  public static boolean isPage(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8);
      return head.contains(GENERATOR);
    } catch (IOException e) {
      return false;
    }
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the jar of dora4j's report module.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + name + ".", e);
    }
  }
}
