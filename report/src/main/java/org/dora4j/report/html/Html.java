package org.dora4j.report.html;

import tools.jackson.databind.json.JsonMapper;

/** Makes text and data safe to stand in a page. */
public final class Html {
  private static final JsonMapper JSON = new JsonMapper();

  private Html() {}

  /** A text for an element's content or an attribute in double quotes. */
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(isAllowed(c) ? c : '\uFFFD');
      }
    }
    return safe.toString();
  }

  /** HTML has no control characters but white space. */
  private static boolean isAllowed(char c) {
    return c >= ' ' && c != 0x7F || c == '\n' || c == '\t' || c == '\r';
  }

  /**
   * Maps, lists, texts and numbers as JSON for the inside of a script element. Nothing in it ends
   * the element or opens a comment.
   */
  static String json(Object value) {
    return JSON.writeValueAsString(value).replace("<", "\\u003c").replace(">", "\\u003e");
  }
}
