package org.dora4j.data.chat;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Methods of Python's str. */
final class TextMethods {
  private TextMethods() {}

  /** The method of that name bound to the text, or null. */
  static Value.@Nullable Body of(String text, String name) {
    return switch (name) {
      case "strip" -> a -> Value.of(stripped(text, a, true, true));
      case "lstrip" -> a -> Value.of(stripped(text, a, true, false));
      case "rstrip" -> a -> Value.of(stripped(text, a, false, true));
      case "upper" -> a -> Value.of(PythonText.upper(text));
      case "lower" -> a -> Value.of(PythonText.lower(text));
      case "title" -> a -> Value.of(PythonText.title(text));
      case "capitalize" -> a -> Value.of(PythonText.capitalize(text));
      case "split" -> a -> Value.texts(split(text, a));
      case "rsplit" -> a -> Value.texts(splitFromEnd(text, a));
      case "splitlines" -> a -> Value.texts(PythonText.lines(text));
      case "partition" -> a -> partition(text, a.text(0, "sep"));
      case "join" -> a -> Value.of(join(text, a.required(0, "iterable")));
      case "replace" ->
          a ->
              Value.of(
                  replace(text, a.text(0, "old"), a.text(1, "new"), a.integer(2, "count", -1)));
      default -> question(text, name);
    };
  }

  private static Value.@Nullable Body question(String text, String name) {
    return switch (name) {
      case "startswith" -> a -> Value.of(any(a.required(0, "prefix"), text::startsWith));
      case "endswith" -> a -> Value.of(any(a.required(0, "suffix"), text::endsWith));
      case "removeprefix" ->
          a -> {
            String prefix = a.text(0, "prefix");
            return Value.of(text.startsWith(prefix) ? text.substring(prefix.length()) : text);
          };
      case "removesuffix" ->
          a -> {
            String suffix = a.text(0, "suffix");
            int end = text.length() - (text.endsWith(suffix) ? suffix.length() : 0);
            return Value.of(text.substring(0, end));
          };
      case "find" -> a -> Value.of(place(text, text.indexOf(a.text(0, "sub"))));
      case "rfind" -> a -> Value.of(place(text, text.lastIndexOf(a.text(0, "sub"))));
      case "count" -> a -> Value.of(PythonText.split(text, a.text(0, "sub"), -1).size() - 1L);
      case "isdigit", "isnumeric", "isdecimal" -> a -> Value.of(all(text, Character::isDigit));
      case "isalpha" -> a -> Value.of(all(text, Character::isLetter));
      case "isalnum" -> a -> Value.of(all(text, Character::isLetterOrDigit));
      case "isspace" -> a -> Value.of(all(text, PythonText::isSpace));
      case "isupper" -> a -> Value.of(cased(text, PythonText.upper(text)));
      case "islower" -> a -> Value.of(cased(text, PythonText.lower(text)));
      default -> null;
    };
  }

  static String replace(String text, String from, String to, long count) {
    if (count < 0) {
      return text.replace(from, to);
    }
    if (from.isEmpty()) {
      throw new TemplateException("the empty text cannot be replaced a limited number of times");
    }
    return String.join(to, PythonText.split(text, from, count));
  }

  /** Elements one after the other, with a text between them. */
  static String join(String between, Value elements) {
    return Python.iterate(elements).stream().map(Python::str).collect(Collectors.joining(between));
  }

  private static String stripped(String text, Arguments a, boolean start, boolean end) {
    Value characters = a.get(0, "chars", Value.None.INSTANCE);
    boolean blanks = characters instanceof Value.None;
    String result = text;
    if (start) {
      result =
          blanks
              ? PythonText.stripStart(result)
              : PythonText.stripStart(result, Python.str(characters));
    }
    if (end) {
      result =
          blanks
              ? PythonText.stripEnd(result)
              : PythonText.stripEnd(result, Python.str(characters));
    }
    return result;
  }

  private static List<String> split(String text, Arguments a) {
    Value separator = a.get(0, "sep", Value.None.INSTANCE);
    long limit = a.integer(1, "maxsplit", -1);
    return separator instanceof Value.None
        ? PythonText.words(text, limit)
        : PythonText.split(text, Python.str(separator), limit);
  }

  private static List<String> splitFromEnd(String text, Arguments a) {
    return PythonText.splitFromEnd(text, a.text(0, "sep"), a.integer(1, "maxsplit", -1));
  }

  private static Value partition(String text, String separator) {
    List<String> parts = PythonText.split(text, separator, 1);
    boolean found = parts.size() == 2;
    return Value.tuple(
        Value.of(parts.get(0)),
        Value.of(found ? separator : ""),
        Value.of(found ? parts.get(1) : ""));
  }

  private static boolean any(Value one, Predicate<String> test) {
    return one instanceof Value.Items several
        ? several.values().stream().map(Python::str).anyMatch(test)
        : test.test(Python.str(one));
  }

  private static boolean all(String text, IntPredicate test) {
    return !text.isEmpty() && text.codePoints().allMatch(test);
  }

  private static boolean cased(String text, String changed) {
    return text.equals(changed) && text.codePoints().anyMatch(Character::isLetter);
  }

  private static long place(String text, int index) {
    return index < 0 ? -1 : text.codePointCount(0, index);
  }
}
