package org.dora4j.data.chat;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names in force at a place: a loop or a macro sees those around it and sets only its own. */
final class Variables {
  private final @Nullable Variables outer;
  private final Map<String, Value> values = new HashMap<>();

  Variables(@Nullable Variables outer) {
    this.outer = outer;
  }

  Value get(String name) {
    Value value = values.get(name);
    if (value != null) {
      return value;
    }
    return outer == null ? new Value.Undefined(name) : outer.get(name);
  }

  void set(String name, Value value) {
    values.put(name, value);
  }
}
