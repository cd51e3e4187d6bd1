package org.dora4j.data.chat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The functions every template can call. */
final class Globals {
  private static final long MOST_STEPS = 1_000_000;

  private Globals() {}

  static Variables create(Supplier<LocalDateTime> clock) {
    Variables globals = new Variables(null);
    define(globals, "range", Globals::range);
    define(globals, "namespace", Globals::namespace);
    define(globals, "dict", Globals::dict);
    define(globals, "raise_exception", a -> raise(a.text(0, "message")));
    define(
        globals, "strftime_now", a -> Value.of(Strftime.format(a.text(0, "format"), clock.get())));
    return globals;
  }

  private static void define(Variables globals, String name, Value.Body body) {
    globals.set(name, new Value.Function(name, body));
  }

  private static Value range(Arguments a) {
    boolean single = !a.has(1, "stop");
    long start = single ? 0 : Python.integer(a.required(0, "start"));
    long stop = Python.integer(a.required(single ? 0 : 1, "stop"));
    long step = a.integer(2, "step", 1);
    if (step == 0 || Math.abs(stop - start) / Math.abs(step) > MOST_STEPS) {
      throw new TemplateException("range() needs a step and at most a million numbers");
    }
    List<Value> numbers = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      numbers.add(Value.of(i));
    }
    return Value.list(numbers);
  }

  private static Value namespace(Arguments a) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    if (a.get(0, "", Value.None.INSTANCE) instanceof Value.Dict dict) {
      dict.entries().forEach((key, value) -> attributes.put(Python.str(key), value));
    }
    attributes.putAll(a.named());
    return new Value.Namespace(attributes);
  }

  private static Value dict(Arguments a) {
    Map<Value, Value> entries = new LinkedHashMap<>();
    if (a.get(0, "", Value.None.INSTANCE) instanceof Value.Dict dict) {
      entries.putAll(dict.entries());
    }
    a.named().forEach((name, value) -> entries.put(Value.of(name), value));
    return new Value.Dict(entries);
  }

  private static Value raise(String message) {
    throw new TemplateException("it refuses these messages: " + message);
  }
}
