package org.dora4j.data.chat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes values as Python's json.dumps does.
 *
 * @param ascii escape everything beyond ASCII
 * @param indent text of one level of indentation; empty writes on one line
 * @param item separator between elements
 * @param colon separator between key and value
 * @param sorted keys in order
 */
record Json(boolean ascii, String indent, String item, String colon, boolean sorted) {

  /** The tojson filter's arguments, in transformers' order. */
  static Json of(Arguments arguments) {
    Value indent = arguments.get(1, "indent", Value.None.INSTANCE);
    String level = "";
    if (indent instanceof Value.Text text) {
      level = text.text();
    } else if (!(indent instanceof Value.None)) {
      level = " ".repeat((int) Python.integer(indent));
    }
    Value separators = arguments.get(2, "separators", Value.None.INSTANCE);
    boolean lines = !(indent instanceof Value.None);
    String item = lines ? "," : ", ";
    String colon = ": ";
    if (separators instanceof Value.Items pair && pair.values().size() == 2) {
      item = Python.str(pair.values().get(0));
      colon = Python.str(pair.values().get(1));
    }
    return new Json(
        arguments.flag(0, "ensure_ascii", false),
        level,
        item,
        colon,
        arguments.flag(3, "sort_keys", false));
  }

  String write(Value value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.toString();
  }

  private void write(Value value, String line, StringBuilder out) {
    if (value instanceof Value.Text text) {
      quoted(text.text(), out);
    } else if (value instanceof Value.Int || value instanceof Value.Real) {
      out.append(number(value));
    } else if (value instanceof Value.Bool flag) {
      out.append(flag.value());
    } else if (value instanceof Value.None) {
      out.append("null");
    } else if (value instanceof Value.Items items) {
      list(items.values(), line, out);
    } else if (value instanceof Value.Dict dict) {
      object(dict.entries(), line, out);
    } else {
      throw new TemplateException(Python.described(value) + " cannot be written as JSON");
    }
  }

  private void list(List<Value> values, String line, StringBuilder out) {
    String inner = line + indent;
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      out.append(i == 0 ? "" : item).append(indent.isEmpty() ? "" : inner);
      write(values.get(i), inner, out);
    }
    out.append(indent.isEmpty() || values.isEmpty() ? "" : line).append(']');
  }

  private void object(Map<Value, Value> entries, String line, StringBuilder out) {
    String inner = line + indent;
    List<Map.Entry<Value, Value>> ordered = List.copyOf(entries.entrySet());
    if (sorted) {
      Comparator<Map.Entry<Value, Value>> byKey = (a, b) -> Python.compare(a.getKey(), b.getKey());
      ordered = ordered.stream().sorted(byKey).toList();
    }
    out.append('{');
    for (int i = 0; i < ordered.size(); i++) {
      out.append(i == 0 ? "" : item).append(indent.isEmpty() ? "" : inner);
      quoted(key(ordered.get(i).getKey()), out);
      out.append(colon);
      write(ordered.get(i).getValue(), inner, out);
    }
    out.append(indent.isEmpty() || ordered.isEmpty() ? "" : line).append('}');
  }

  private String key(Value key) {
    return key instanceof Value.Text text ? text.text() : write(key);
  }

  private static String number(Value value) {
    String text = Python.repr(value);
    return switch (text) {
      case "nan" -> "NaN";
      case "inf" -> "Infinity";
      case "-inf" -> "-Infinity";
      default -> text;
    };
  }

  private void quoted(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      out.append(escaped(text.charAt(i)));
    }
    out.append('"');
  }

  private String escaped(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> c < 0x20 || (ascii && c > 0x7F) ? "\\u%04x".formatted((int) c) : String.valueOf(c);
    };
  }
}
