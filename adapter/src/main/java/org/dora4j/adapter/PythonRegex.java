package org.dora4j.adapter;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions as Python writes them; the two languages differ in a few spellings only. */
final class PythonRegex {

  private PythonRegex() {}

  /** The same expression in Java's spelling. */
  static String toJava(String python) {
    return python
        .replaceAll("\\(\\?P<(\\w+)>", "(?<$1>")
        .replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>")
        .replace("\\Z", "\\z");
  }

  /** Compiles an expression that must match the whole text. */
  static Pattern compile(String python) {
    return Pattern.compile(toJava(python));
  }

  /** What is wrong with an expression, or an empty text. */
  static String problem(String python) {
    try {
      compile(python);
      return "";
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }
}
