package org.dora4j.data.chat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** Writes a date and time by Python's % codes, in English. */
final class Strftime {
  private static final Map<Character, String> PATTERNS =
      Map.ofEntries(
          Map.entry('Y', "uuuu"),
          Map.entry('y', "uu"),
          Map.entry('m', "MM"),
          Map.entry('B', "MMMM"),
          Map.entry('b', "MMM"),
          Map.entry('d', "dd"),
          Map.entry('j', "DDD"),
          Map.entry('A', "EEEE"),
          Map.entry('a', "EEE"),
          Map.entry('H', "HH"),
          Map.entry('I', "hh"),
          Map.entry('M', "mm"),
          Map.entry('S', "ss"),
          Map.entry('p', "a"),
          Map.entry('F', "uuuu-MM-dd"),
          Map.entry('T', "HH:mm:ss"));

  private Strftime() {}

  static String format(String format, LocalDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      boolean unpadded = format.charAt(i + 1) == '-' && i + 2 < format.length();
      i += unpadded ? 2 : 1;
      String field = field(format.charAt(i), time);
      out.append(unpadded && field.startsWith("0") ? field.substring(1) : field);
    }
    return out.toString();
  }

  private static String field(char code, LocalDateTime time) {
    if (code == '%') {
      return "%";
    }
    String pattern = PATTERNS.get(code);
    if (pattern == null) {
      throw new TemplateException("strftime_now does not know %" + code);
    }
    return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
  }
}
