package org.dora4j.report;

import java.util.Locale;
import java.util.Map;

/**
 * What a terminal can show.
 *
 * @param unicode whether Braille and block characters appear as such
 * @param colour whether ANSI colours appear as such
 */
public record TextStyle(boolean unicode, boolean colour) {
  /** Plain ASCII, for files, logs and old terminals. */
  public static final TextStyle ASCII = new TextStyle(false, false);

  /** Unicode without colours. */
  public static final TextStyle UNICODE = new TextStyle(true, false);

  /** Unicode with colours. */
  public static final TextStyle COLOUR = new TextStyle(true, true);

  /**
   * Judges by the environment: Unicode where the locale says UTF-8, colours on a terminal that is
   * not "dumb" unless {@code NO_COLOR} is set.
   *
   * @param terminal whether the output is a terminal
   * @param environment such as {@link System#getenv()}
   */
  public static TextStyle of(boolean terminal, Map<String, String> environment) {
    String locale = "";
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      if (locale.isEmpty()) {
        locale = environment.getOrDefault(name, "");
      }
    }
    String plain = locale.toLowerCase(Locale.ROOT).replace("-", "");
    boolean unicode = plain.contains("utf8") || environment.containsKey("WT_SESSION");
    boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
    boolean quiet = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new TextStyle(unicode, terminal && !dumb && !quiet);
  }
}
