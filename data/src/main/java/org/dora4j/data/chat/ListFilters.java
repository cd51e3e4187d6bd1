package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Filters that take or give lists. */
final class ListFilters {
  private ListFilters() {}

  static Value apply(String name, Value value, Arguments a) {
    return switch (name) {
      case "list" -> Value.list(Python.iterate(value));
      case "first" -> Lookup.item(Value.list(Python.iterate(value)), Value.of(0));
      case "last" -> Lookup.item(Value.list(Python.iterate(value)), Value.of(-1));
      case "join" -> Value.of(join(value, a));
      case "reverse" -> reverse(value);
      case "sort" -> Value.list(sorted(value, a));
      case "unique" -> Value.list(unique(value, a));
      case "min" -> extreme(value, -1);
      case "max" -> extreme(value, 1);
      case "sum" -> sum(value, a);
      case "map" -> Value.list(map(value, a));
      case "select" -> Value.list(select(value, a, 0, true));
      case "reject" -> Value.list(select(value, a, 0, false));
      case "selectattr" -> Value.list(select(value, a, 1, true));
      case "rejectattr" -> Value.list(select(value, a, 1, false));
      case "items" -> items(value);
      case "dictsort" -> dictsort(value, a);
      default -> throw new TemplateException("the filter \"" + name + "\" is not known");
    };
  }

  private static String join(Value value, Arguments a) {
    Value attribute = a.get(1, "attribute", Value.None.INSTANCE);
    List<Value> values =
        attribute instanceof Value.None
            ? Python.iterate(value)
            : Python.iterate(value).stream().map(v -> path(v, attribute)).toList();
    return TextMethods.join(a.text(0, "d", ""), Value.list(values));
  }

  private static Value reverse(Value value) {
    List<Value> reversed = new ArrayList<>(Python.iterate(value));
    Collections.reverse(reversed);
    return value instanceof Value.Text
        ? Value.of(TextMethods.join("", Value.list(reversed)))
        : Value.list(reversed);
  }

  private static List<Value> sorted(Value value, Arguments a) {
    Value attribute = a.get(2, "attribute", Value.None.INSTANCE);
    boolean exact = a.flag(1, "case_sensitive", false);
    Comparator<Value> order =
        (x, y) -> Python.compare(key(x, attribute, exact), key(y, attribute, exact));
    List<Value> sorted = new ArrayList<>(Python.iterate(value));
    sorted.sort(a.flag(0, "reverse", false) ? order.reversed() : order);
    return sorted;
  }

  private static List<Value> unique(Value value, Arguments a) {
    boolean exact = a.flag(0, "case_sensitive", false);
    Value attribute = a.get(1, "attribute", Value.None.INSTANCE);
    Set<Value> seen = new HashSet<>();
    return Python.iterate(value).stream().filter(v -> seen.add(key(v, attribute, exact))).toList();
  }

  private static Value extreme(Value value, int sign) {
    return Python.iterate(value).stream()
        .max(
            (x, y) ->
                sign
                    * Python.compare(
                        key(x, Value.None.INSTANCE, false), key(y, Value.None.INSTANCE, false)))
        .orElse(new Value.Undefined("the extreme of no elements"));
  }

  private static Value sum(Value value, Arguments a) {
    Value attribute = a.get(0, "attribute", Value.None.INSTANCE);
    Value total = a.get(1, "start", Value.of(0));
    for (Value element : Python.iterate(value)) {
      Value term = attribute instanceof Value.None ? element : path(element, attribute);
      total = Operators.binary("+", total, term);
    }
    return total;
  }

  private static List<Value> map(Value value, Arguments a) {
    List<Value> values = Python.iterate(value);
    if (a.named().containsKey("attribute")) {
      Value otherwise = a.named().get("default");
      return values.stream()
          .map(v -> path(v, a.required(Integer.MAX_VALUE, "attribute")))
          .map(v -> v instanceof Value.Undefined && otherwise != null ? otherwise : v)
          .toList();
    }
    String filter = a.text(0, "filter");
    Arguments rest = new Arguments(a.positional().subList(1, a.positional().size()), a.named());
    return values.stream().map(v -> Filters.apply(filter, v, rest)).toList();
  }

  /** Elements whose attribute (or that themselves) pass a test; truth where none is named. */
  private static List<Value> select(Value value, Arguments a, int attributes, boolean wanted) {
    List<Value> given = a.positional();
    if (given.size() < attributes) {
      throw new TemplateException("selectattr and rejectattr need the name of an attribute");
    }
    List<Value> chosen = new ArrayList<>();
    for (Value element : Python.iterate(value)) {
      Value subject = attributes == 0 ? element : path(element, given.get(0));
      boolean passes =
          given.size() == attributes
              ? Python.truth(subject)
              : Predicates.holds(
                  Python.str(given.get(attributes)),
                  subject,
                  new Arguments(given.subList(attributes + 1, given.size()), Map.of()));
      if (passes == wanted) {
        chosen.add(element);
      }
    }
    return chosen;
  }

  private static Value items(Value value) {
    if (value instanceof Value.Dict dict) {
      return Methods.pairs(dict.entries());
    }
    if (value instanceof Value.Undefined) {
      return Value.list(List.of());
    }
    throw new TemplateException(Python.described(value) + " has no items");
  }

  private static Value dictsort(Value value, Arguments a) {
    boolean exact = a.flag(0, "case_sensitive", false);
    Value place = Value.of(a.text(1, "by", "key").equals("value") ? 1 : 0);
    Comparator<Value> order =
        (x, y) ->
            Python.compare(
                folded(Lookup.item(x, place), exact), folded(Lookup.item(y, place), exact));
    List<Value> sorted = new ArrayList<>(Python.iterate(items(value)));
    sorted.sort(a.flag(2, "reverse", false) ? order.reversed() : order);
    return Value.list(sorted);
  }

  private static Value key(Value element, Value attribute, boolean exact) {
    return folded(attribute instanceof Value.None ? element : path(element, attribute), exact);
  }

  private static Value folded(Value value, boolean exact) {
    return !exact && value instanceof Value.Text text
        ? Value.of(PythonText.lower(text.text()))
        : value;
  }

  /** An attribute by a name with dots, or an element by a number. */
  private static Value path(Value element, Value attribute) {
    Value found = element;
    for (String name : Python.str(attribute).split("\\.", -1)) {
      boolean number = !name.isEmpty() && name.chars().allMatch(Character::isDigit);
      found = Lookup.item(found, number ? Value.of(Long.parseLong(name)) : Value.of(name));
    }
    return found;
  }
}
