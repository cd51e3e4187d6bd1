package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Operations on texts that differ between Python, which templates are written for, and Java. */
final class PythonText {
  private PythonText() {}

  /** White space as Python's str.isspace sees it: the no-break spaces belong to it. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || c == 0x85 || c == 0xA0 || c == 0x2007 || c == 0x202F;
  }

  static String strip(String text) {
    return stripEnd(stripStart(text));
  }

  static String stripStart(String text) {
    int start = 0;
    while (start < text.length() && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  static String stripEnd(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Removes any of the given characters from the start. */
  static String stripStart(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return text.substring(start);
  }

  /** Removes any of the given characters from the end. */
  static String stripEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Splits at runs of white space, without empty parts; what the limit leaves over stays whole. */
  static List<String> words(String text, long limit) {
    List<String> words = new ArrayList<>();
    String rest = stripStart(text);
    while (!rest.isEmpty()) {
      int end = 0;
      while (end < rest.length() && !isSpace(rest.charAt(end))) {
        end++;
      }
      if (words.size() == limit) {
        words.add(rest);
        return words;
      }
      words.add(rest.substring(0, end));
      rest = stripStart(rest.substring(end));
    }
    return words;
  }

  /**
   * Splits at a separator.
   *
   * @param limit most cuts, negative for any number
   */
  static List<String> split(String text, String separator, long limit) {
    if (separator.isEmpty()) {
      throw new TemplateException("a text cannot be split at the empty text");
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    int cut = text.indexOf(separator);
    while (cut >= 0 && parts.size() != limit) {
      parts.add(text.substring(from, cut));
      from = cut + separator.length();
      cut = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  /** Splits at a separator, beginning at the end. */
  static List<String> splitFromEnd(String text, String separator, long limit) {
    List<String> all = split(text, separator, -1);
    if (limit < 0 || all.size() <= limit + 1) {
      return all;
    }
    int head = (int) (all.size() - limit);
    List<String> parts = new ArrayList<>();
    parts.add(String.join(separator, all.subList(0, head)));
    parts.addAll(all.subList(head, all.size()));
    return parts;
  }

  /** First letter of each word large, the others small. */
  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      out.appendCodePoint(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  /** First letter large, the others small. */
  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return upper(text.substring(0, first)) + lower(text.substring(first));
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Lines without their ends; a line end at the very end opens no further line. */
  static List<String> lines(String text) {
    return text.lines().toList();
  }
}
