package org.dora4j.data.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What Python's str, repr, bool, len, iter, == and in do with values. */
final class Python {
  private Python() {}

  /** How a value is written into the text. */
  static String str(Value value) {
    if (value instanceof Value.Text text) {
      return text.text();
    }
    return value instanceof Value.Undefined ? "" : repr(value);
  }

  /** How a value is written inside a list or dictionary. */
  static String repr(Value value) {
    if (value instanceof Value.Text text) {
      return quoted(text.text());
    }
    if (value instanceof Value.Int number) {
      return Long.toString(number.value());
    }
    if (value instanceof Value.Real number) {
      return real(number.value());
    }
    if (value instanceof Value.Bool flag) {
      return flag.value() ? "True" : "False";
    }
    if (value instanceof Value.None) {
      return "None";
    }
    if (value instanceof Value.Items items) {
      return items(items);
    }
    if (value instanceof Value.Dict dict) {
      return dict.entries().entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value instanceof Value.Undefined ? "Undefined" : "<" + value.type() + ">";
  }

  /** Shortest decimal form, as Python writes it. */
  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e16)) {
      String[] parts = Double.toString(value).split("E", -1);
      int exponent = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      String digits =
          parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
      return digits + (exponent < 0 ? "e-" : "e+") + "%02d".formatted(Math.abs(exponent));
    }
    String plain = BigDecimal.valueOf(value).toPlainString();
    return plain.contains(".") ? plain : plain + ".0";
  }

  static boolean truth(Value value) {
    if (value instanceof Value.Text text) {
      return !text.text().isEmpty();
    }
    if (value instanceof Value.Int number) {
      return number.value() != 0;
    }
    if (value instanceof Value.Real number) {
      return number.value() != 0;
    }
    if (value instanceof Value.Bool flag) {
      return flag.value();
    }
    if (value instanceof Value.Items items) {
      return !items.values().isEmpty();
    }
    if (value instanceof Value.Dict dict) {
      return !dict.entries().isEmpty();
    }
    return value instanceof Value.Namespace || value instanceof Value.Function;
  }

  static boolean isNumber(Value value) {
    return value instanceof Value.Int || value instanceof Value.Real || value instanceof Value.Bool;
  }

  static double number(Value value) {
    if (value instanceof Value.Int number) {
      return number.value();
    }
    if (value instanceof Value.Real number) {
      return number.value();
    }
    if (value instanceof Value.Bool flag) {
      return flag.value() ? 1 : 0;
    }
    throw new TemplateException("a number is needed, not " + described(value));
  }

  static long integer(Value value) {
    if (value instanceof Value.Real) {
      throw new TemplateException("a whole number is needed, not " + described(value));
    }
    return value instanceof Value.Int number ? number.value() : (long) number(value);
  }

  static boolean equal(Value left, Value right) {
    if (isNumber(left) && isNumber(right)) {
      return number(left) == number(right);
    }
    if (left instanceof Value.Items a && right instanceof Value.Items b) {
      return a.tuple() == b.tuple() && equal(a.values(), b.values());
    }
    if (left instanceof Value.Dict a && right instanceof Value.Dict b) {
      return a.entries().size() == b.entries().size()
          && a.entries().entrySet().stream()
              .allMatch(
                  e ->
                      b.entries().containsKey(e.getKey())
                          && equal(e.getValue(), b.entries().get(e.getKey())));
    }
    if (left instanceof Value.Undefined && right instanceof Value.Undefined) {
      return true;
    }
    return left.equals(right);
  }

  private static boolean equal(List<Value> left, List<Value> right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (!equal(left.get(i), right.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Order of numbers, texts or lists. */
  static int compare(Value left, Value right) {
    if (isNumber(left) && isNumber(right)) {
      return Double.compare(number(left), number(right));
    }
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      int[] x = a.text().codePoints().toArray();
      return Arrays.compare(x, b.text().codePoints().toArray());
    }
    if (left instanceof Value.Items a && right instanceof Value.Items b) {
      for (int i = 0; i < Math.min(a.values().size(), b.values().size()); i++) {
        int order = compare(a.values().get(i), b.values().get(i));
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(a.values().size(), b.values().size());
    }
    throw new TemplateException(described(left) + " and " + described(right) + " have no order");
  }

  /** Whether a text, list or dictionary holds something. */
  static boolean contains(Value whole, Value part) {
    if (whole instanceof Value.Text text && part instanceof Value.Text piece) {
      return text.text().contains(piece.text());
    }
    if (whole instanceof Value.Dict dict) {
      return dict.entries().containsKey(part);
    }
    if (whole instanceof Value.Items || whole instanceof Value.Undefined) {
      return iterate(whole).stream().anyMatch(item -> equal(item, part));
    }
    throw new TemplateException(described(part) + " cannot be looked for in " + described(whole));
  }

  /** The elements a loop runs over: items, keys or characters. */
  static List<Value> iterate(Value value) {
    if (value instanceof Value.Items items) {
      return items.values();
    }
    if (value instanceof Value.Dict dict) {
      return new ArrayList<>(dict.entries().keySet());
    }
    if (value instanceof Value.Text text) {
      return text.text().codePoints().mapToObj(c -> Value.of(Character.toString(c))).toList();
    }
    if (value instanceof Value.Undefined) {
      return List.of();
    }
    throw new TemplateException(described(value) + " has no elements to go through");
  }

  static long length(Value value) {
    if (value instanceof Value.Text text) {
      return text.text().codePointCount(0, text.text().length());
    }
    return iterate(value).size();
  }

  static boolean isIterable(Value value) {
    return value instanceof Value.Items
        || value instanceof Value.Dict
        || value instanceof Value.Text
        || value instanceof Value.Undefined;
  }

  /** A value as messages speak of it. */
  static String described(Value value) {
    return value instanceof Value.Undefined undefined
        ? "\"" + undefined.name() + "\", which is not defined,"
        : "a " + value.type();
  }

  private static String items(Value.Items items) {
    String inner = items.values().stream().map(Python::repr).collect(Collectors.joining(", "));
    if (!items.tuple()) {
      return "[" + inner + "]";
    }
    return "(" + inner + (items.values().size() == 1 ? ",)" : ")");
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> out.append(escaped(c, quote)));
    return out.append(quote).toString();
  }

  private static final Map<Integer, String> ESCAPES =
      Map.of((int) '\\', "\\\\", (int) '\n', "\\n", (int) '\r', "\\r", (int) '\t', "\\t");

  private static String escaped(int c, char quote) {
    if (c == quote) {
      return "\\" + quote;
    }
    String known = ESCAPES.get(c);
    if (known != null) {
      return known;
    }
    if (isPrintable(c)) {
      return Character.toString(c);
    }
    return (c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c);
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
