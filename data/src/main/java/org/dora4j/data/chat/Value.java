package org.dora4j.data.chat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an expression of a template can give: Python's basic types. */
sealed interface Value {
  record Text(String text) implements Value {}

  record Int(long value) implements Value {}

  record Real(double value) implements Value {}

  record Bool(boolean value) implements Value {
    static final Value TRUE = new Bool(true);
    static final Value FALSE = new Bool(false);
  }

  record None() implements Value {
    static final Value INSTANCE = new None();
  }

  /** A variable or field that does not exist; writes nothing and counts as false. */
  record Undefined(String name) implements Value {}

  record Items(List<Value> values, boolean tuple) implements Value {}

  record Dict(Map<Value, Value> entries) implements Value {}

  /** An object with attributes that can be set: namespace(), and a loop's variables. */
  record Namespace(Map<String, Value> attributes) implements Value {}

  record Function(String name, Body body) implements Value {}

  /** What happens when a function is called. */
  @FunctionalInterface
  interface Body {
    Value call(Arguments arguments);
  }

  static Value of(String text) {
    return new Text(text);
  }

  static Value of(long value) {
    return new Int(value);
  }

  static Value of(boolean value) {
    return value ? Bool.TRUE : Bool.FALSE;
  }

  static Value list(List<Value> values) {
    return new Items(List.copyOf(values), false);
  }

  static Value tuple(Value... values) {
    return new Items(List.of(values), true);
  }

  static Value texts(List<String> texts) {
    return list(texts.stream().map(Value::of).toList());
  }

  /** A Java value: text, number, truth value, list, map or null. */
  static Value ofJava(@Nullable Object object) {
    if (object == null) {
      return None.INSTANCE;
    }
    if (object instanceof Value value) {
      return value;
    }
    if (object instanceof String text) {
      return of(text);
    }
    if (object instanceof Boolean flag) {
      return of(flag.booleanValue());
    }
    if (object instanceof Double || object instanceof Float) {
      return new Real(((Number) object).doubleValue());
    }
    if (object instanceof Number number) {
      return of(number.longValue());
    }
    if (object instanceof List<?> list) {
      return list(list.stream().map(Value::ofJava).toList());
    }
    if (object instanceof Map<?, ?> map) {
      Map<Value, Value> entries = new LinkedHashMap<>();
      map.forEach((key, value) -> entries.put(ofJava(key), ofJava(value)));
      return new Dict(entries);
    }
    throw new IllegalArgumentException(
        "A chat template cannot be given a " + object.getClass().getSimpleName() + ".");
  }

  /** Python's name of the type, for messages. */
  default String type() {
    if (this instanceof Items items) {
      return items.tuple() ? "tuple" : "list";
    }
    return switch (getClass().getSimpleName()) {
      case "Text" -> "text";
      case "Int", "Real" -> "number";
      case "Bool" -> "truth value";
      case "Dict" -> "dictionary";
      case "None" -> "none";
      case "Undefined" -> "undefined value";
      default -> "object";
    };
  }
}
