package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;

/** Finds attributes, elements and slices of values. */
final class Lookup {
  private Lookup() {}

  /** {@code object.name}: a method or attribute, else the element of that name. */
  static Value attribute(Value object, String name) {
    if (object instanceof Value.Undefined) {
      throw new TemplateException(
          "the field \"%s\" is asked of %s".formatted(name, undefined(object)));
    }
    Value method = Methods.of(object, name);
    return method instanceof Value.Undefined ? item(object, Value.of(name)) : method;
  }

  /** {@code object[key]}. */
  static Value item(Value object, Value key) {
    String name = Python.str(key);
    if (object instanceof Value.Undefined) {
      throw new TemplateException(
          "the element \"%s\" is asked of %s".formatted(name, undefined(object)));
    }
    if (object instanceof Value.Namespace namespace) {
      return namespace.attributes().getOrDefault(name, new Value.Undefined(name));
    }
    if (object instanceof Value.Dict dict) {
      Value found = dict.entries().get(key);
      return found != null ? found : methodOrUndefined(object, name, key);
    }
    if (key instanceof Value.Int place && isSequence(object)) {
      List<Value> values = Python.iterate(object);
      long index = place.value() < 0 ? place.value() + values.size() : place.value();
      return index >= 0 && index < values.size()
          ? values.get((int) index)
          : new Value.Undefined("element " + name);
    }
    return methodOrUndefined(object, name, key);
  }

  /** {@code object[start:stop:step]} with Python's rules for negative and missing places. */
  static Value slice(Value object, Value start, Value stop, Value step) {
    if (!isSequence(object)) {
      throw new TemplateException(Python.described(object) + " cannot be sliced");
    }
    List<Value> values = Python.iterate(object);
    long by = step instanceof Value.None ? 1 : Python.integer(step);
    if (by == 0) {
      throw new TemplateException("the step of a slice cannot be zero");
    }
    long size = values.size();
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? size : size - 1;
    long from = bound(start, by > 0 ? low : high, size, low, high);
    long to = bound(stop, by > 0 ? high : low, size, low, high);
    List<Value> chosen = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      chosen.add(values.get((int) i));
    }
    if (object instanceof Value.Text) {
      StringBuilder text = new StringBuilder();
      chosen.forEach(piece -> text.append(Python.str(piece)));
      return Value.of(text.toString());
    }
    return new Value.Items(chosen, object instanceof Value.Items items && items.tuple());
  }

  private static long bound(Value place, long whenMissing, long size, long low, long high) {
    if (place instanceof Value.None) {
      return whenMissing;
    }
    long index = Python.integer(place);
    return Math.max(low, Math.min(high, index < 0 ? index + size : index));
  }

  private static boolean isSequence(Value value) {
    return value instanceof Value.Items || value instanceof Value.Text;
  }

  private static Value methodOrUndefined(Value object, String name, Value key) {
    return key instanceof Value.Text ? Methods.of(object, name) : new Value.Undefined(name);
  }

  private static String undefined(Value object) {
    return ((Value.Undefined) object).name() + ", which is not defined";
  }
}
