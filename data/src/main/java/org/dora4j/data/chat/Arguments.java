package org.dora4j.data.chat;

import java.util.List;
import java.util.Map;

/**
 * Arguments of a call.
 *
 * @param positional in order
 * @param named by name, in order
 */
record Arguments(List<Value> positional, Map<String, Value> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** The argument at a place or of a name, or a default. */
  Value get(int place, String name, Value whenMissing) {
    if (place < positional.size()) {
      return positional.get(place);
    }
    return named.getOrDefault(name, whenMissing);
  }

  /** Whether there is an argument at the place or of the name. */
  boolean has(int place, String name) {
    return place < positional.size() || named.containsKey(name);
  }

  /**
   * The argument at a place.
   *
   * @throws TemplateException if there is none
   */
  Value required(int place, String name) {
    if (!has(place, name)) {
      throw new TemplateException("the argument \"" + name + "\" is missing");
    }
    return get(place, name, Value.None.INSTANCE);
  }

  String text(int place, String name) {
    return Python.str(required(place, name));
  }

  String text(int place, String name, String whenMissing) {
    return has(place, name) ? Python.str(required(place, name)) : whenMissing;
  }

  long integer(int place, String name, long whenMissing) {
    return has(place, name) ? Python.integer(required(place, name)) : whenMissing;
  }

  boolean flag(int place, String name, boolean whenMissing) {
    return has(place, name) ? Python.truth(required(place, name)) : whenMissing;
  }
}
