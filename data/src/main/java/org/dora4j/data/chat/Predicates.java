package org.dora4j.data.chat;

/** The tests that may follow {@code is}. */
final class Predicates {
  private Predicates() {}

  static boolean holds(String name, Value value, Arguments arguments) {
    return switch (name) {
      case "defined" -> !(value instanceof Value.Undefined);
      case "undefined" -> value instanceof Value.Undefined;
      case "none" -> value instanceof Value.None;
      case "string" -> value instanceof Value.Text;
      case "mapping" -> value instanceof Value.Dict;
      case "boolean" -> value instanceof Value.Bool;
      case "number" -> Python.isNumber(value);
      case "integer" -> value instanceof Value.Int;
      case "float" -> value instanceof Value.Real;
      case "true" -> value.equals(Value.Bool.TRUE);
      case "false" -> value.equals(Value.Bool.FALSE);
      case "callable" -> value instanceof Value.Function;
      case "iterable", "sequence" -> Python.isIterable(value);
      case "odd" -> Math.floorMod(Python.integer(value), 2) == 1;
      case "even" -> Math.floorMod(Python.integer(value), 2) == 0;
      case "lower" -> PythonText.lower(Python.str(value)).equals(Python.str(value));
      case "upper" -> PythonText.upper(Python.str(value)).equals(Python.str(value));
      default -> compares(name, value, arguments);
    };
  }

  private static boolean compares(String name, Value value, Arguments arguments) {
    Value other = arguments.get(0, "other", Value.None.INSTANCE);
    return switch (name) {
      case "equalto", "eq", "sameas" -> Operators.compares("==", value, other);
      case "ne" -> Operators.compares("!=", value, other);
      case "lt", "lessthan" -> Operators.compares("<", value, other);
      case "le" -> Operators.compares("<=", value, other);
      case "gt", "greaterthan" -> Operators.compares(">", value, other);
      case "ge" -> Operators.compares(">=", value, other);
      case "in" -> Operators.compares("in", value, other);
      case "divisibleby" -> Math.floorMod(Python.integer(value), Python.integer(other)) == 0;
      default -> throw new TemplateException("the test \"" + name + "\" is not known");
    };
  }
}
