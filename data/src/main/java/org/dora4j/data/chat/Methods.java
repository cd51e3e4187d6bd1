package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods that Python's texts, dictionaries and lists have. */
final class Methods {
  private Methods() {}

  /** The method of that name bound to the object, or undefined. */
  static Value of(Value object, String name) {
    Value.@Nullable Body body = null;
    if (object instanceof Value.Text text) {
      body = TextMethods.of(text.text(), name);
    } else if (object instanceof Value.Dict dict) {
      body = dict(dict, name);
    } else if (object instanceof Value.Items items) {
      body = list(items, name);
    }
    return body == null ? new Value.Undefined(name) : new Value.Function(name, body);
  }

  private static Value.@Nullable Body dict(Value.Dict dict, String name) {
    Map<Value, Value> entries = dict.entries();
    return switch (name) {
      case "get" ->
          a -> entries.getOrDefault(a.required(0, "key"), a.get(1, "default", Value.None.INSTANCE));
      case "keys" -> a -> Value.list(new ArrayList<>(entries.keySet()));
      case "values" -> a -> Value.list(new ArrayList<>(entries.values()));
      case "items" -> a -> pairs(entries);
      case "copy" -> a -> new Value.Dict(new LinkedHashMap<>(entries));
      case "pop", "popitem", "update", "setdefault", "clear" -> a -> refuse(name);
      default -> null;
    };
  }

  private static Value.@Nullable Body list(Value.Items items, String name) {
    List<Value> values = items.values();
    return switch (name) {
      case "index" -> a -> Value.of(place(values, a.required(0, "value")));
      case "count" ->
          a ->
              Value.of(
                  values.stream().filter(v -> Python.equal(v, a.required(0, "value"))).count());
      case "append", "extend", "insert", "pop", "remove", "reverse", "sort", "clear" ->
          a -> refuse(name);
      default -> null;
    };
  }

  /** Key and value of each entry. */
  static Value pairs(Map<Value, Value> entries) {
    return Value.list(
        entries.entrySet().stream().map(e -> Value.tuple(e.getKey(), e.getValue())).toList());
  }

  private static int place(List<Value> values, Value wanted) {
    for (int i = 0; i < values.size(); i++) {
      if (Python.equal(values.get(i), wanted)) {
        return i;
      }
    }
    throw new TemplateException(Python.repr(wanted) + " is not in the list");
  }

  /** transformers renders templates in a sandbox that lets nothing be changed in place. */
  private static Value refuse(String name) {
    throw new TemplateException(
        "a template may not call \"" + name + "\", which changes its object");
  }
}
