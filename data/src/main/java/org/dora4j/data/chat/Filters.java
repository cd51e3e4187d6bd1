package org.dora4j.data.chat;

import java.util.Locale;

/** Filters of one value; those of lists are in {@link ListFilters}. */
final class Filters {
  private Filters() {}

  /**
   * The filtered value.
   *
   * @throws TemplateException if there is no such filter or it does not suit the value
   */
  static Value apply(String name, Value value, Arguments a) {
    return switch (name) {
      case "tojson" -> Value.of(Json.of(a).write(value));
      case "trim" -> Value.of(trim(Python.str(value), a));
      case "default", "d" -> orDefault(value, a);
      case "length", "count" -> Value.of(Python.length(value));
      case "string" -> Value.of(Python.str(value));
      case "safe" -> value;
      case "upper" -> Value.of(PythonText.upper(Python.str(value)));
      case "lower" -> Value.of(PythonText.lower(Python.str(value)));
      case "title" -> Value.of(PythonText.title(Python.str(value)));
      case "capitalize" -> Value.of(PythonText.capitalize(Python.str(value)));
      case "escape", "e" -> Value.of(escape(Python.str(value)));
      case "int" -> integer(value, a);
      case "float" -> real(value, a);
      case "abs" ->
          value instanceof Value.Real real
              ? new Value.Real(Math.abs(real.value()))
              : Value.of(Math.abs(Python.integer(value)));
      case "round" -> round(value, a);
      case "replace" ->
          Value.of(
              TextMethods.replace(
                  Python.str(value),
                  a.text(0, "old"),
                  a.text(1, "new"),
                  a.integer(2, "count", -1)));
      case "indent" -> Value.of(indent(Python.str(value), a));
      default -> ListFilters.apply(name, value, a);
    };
  }

  private static String trim(String text, Arguments a) {
    Value characters = a.get(0, "chars", Value.None.INSTANCE);
    return characters instanceof Value.None
        ? PythonText.strip(text)
        : PythonText.stripStart(
            PythonText.stripEnd(text, Python.str(characters)), Python.str(characters));
  }

  private static Value orDefault(Value value, Arguments a) {
    boolean alsoFalse = a.flag(1, "boolean", false);
    boolean missing = value instanceof Value.Undefined || (alsoFalse && !Python.truth(value));
    return missing ? a.get(0, "default_value", Value.of("")) : value;
  }

  private static Value integer(Value value, Arguments a) {
    Value otherwise = a.get(0, "default", Value.of(0));
    if (Python.isNumber(value)) {
      return Value.of((long) Python.number(value));
    }
    try {
      return Value.of((long) Double.parseDouble(PythonText.strip(Python.str(value))));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static Value real(Value value, Arguments a) {
    Value otherwise = a.get(0, "default", new Value.Real(0));
    if (Python.isNumber(value)) {
      return new Value.Real(Python.number(value));
    }
    try {
      return new Value.Real(Double.parseDouble(PythonText.strip(Python.str(value))));
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Half to even, as Python rounds; the result is a real number. */
  private static Value round(Value value, Arguments a) {
    double scale = Math.pow(10, (double) a.integer(0, "precision", 0));
    double scaled = Python.number(value) * scale;
    double rounded =
        switch (a.text(1, "method", "common").toLowerCase(Locale.ROOT)) {
          case "ceil" -> Math.ceil(scaled);
          case "floor" -> Math.floor(scaled);
          default -> Math.rint(scaled);
        };
    return new Value.Real(rounded / scale);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("'", "&#39;")
        .replace("\"", "&#34;");
  }

  /** Indents every line but the first, and blank lines only if asked. */
  private static String indent(String text, Arguments a) {
    Value width = a.get(0, "width", Value.of(4));
    String margin =
        width instanceof Value.Text own ? own.text() : " ".repeat((int) Python.integer(width));
    boolean first = a.flag(1, "first", false);
    boolean blank = a.flag(2, "blank", false);
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      boolean indented = i == 0 ? first : blank || !lines[i].isEmpty();
      lines[i] = indented ? margin + lines[i] : lines[i];
    }
    return String.join("\n", lines);
  }
}
