package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;

/** Arithmetic and comparison with Python's rules. */
final class Operators {
  private Operators() {}

  static Value unary(String operator, Value operand) {
    if (operand instanceof Value.Real real) {
      return operator.equals("-") ? new Value.Real(-real.value()) : real;
    }
    long value = Python.integer(operand);
    return Value.of(operator.equals("-") ? -value : value);
  }

  static Value binary(String operator, Value left, Value right) {
    if (operator.equals("~")) {
      return Value.of(Python.str(left) + Python.str(right));
    }
    if (Python.isNumber(left) && Python.isNumber(right)) {
      boolean whole = !(left instanceof Value.Real) && !(right instanceof Value.Real);
      return whole && !operator.equals("/")
          ? whole(operator, Python.integer(left), Python.integer(right))
          : new Value.Real(real(operator, Python.number(left), Python.number(right)));
    }
    if (operator.equals("+")) {
      return join(left, right);
    }
    if (operator.equals("*") && left instanceof Value.Int) {
      return repeat(right, Python.integer(left));
    }
    if (operator.equals("*") && right instanceof Value.Int) {
      return repeat(left, Python.integer(right));
    }
    throw refused(operator, left, right);
  }

  static boolean compares(String operator, Value left, Value right) {
    return switch (operator) {
      case "==" -> Python.equal(left, right);
      case "!=" -> !Python.equal(left, right);
      case "<" -> Python.compare(left, right) < 0;
      case "<=" -> Python.compare(left, right) <= 0;
      case ">" -> Python.compare(left, right) > 0;
      case ">=" -> Python.compare(left, right) >= 0;
      case "in" -> Python.contains(right, left);
      case "not in" -> !Python.contains(right, left);
      default -> throw new IllegalStateException("No comparison " + operator);
    };
  }

  private static Value whole(String operator, long left, long right) {
    if (right == 0 && (operator.equals("//") || operator.equals("%"))) {
      throw new TemplateException("a number is divided by zero");
    }
    return switch (operator) {
      case "+" -> Value.of(left + right);
      case "-" -> Value.of(left - right);
      case "*" -> Value.of(left * right);
      case "//" -> Value.of(Math.floorDiv(left, right));
      case "%" -> Value.of(Math.floorMod(left, right));
      default -> power(left, right);
    };
  }

  private static Value power(long base, long exponent) {
    double result = Math.pow((double) base, (double) exponent);
    return exponent < 0 ? new Value.Real(result) : Value.of(Math.round(result));
  }

  private static double real(String operator, double left, double right) {
    if (right == 0 && "//%".contains(operator)) {
      throw new TemplateException("a number is divided by zero");
    }
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "//" -> Math.floor(left / right);
      case "%" -> left - right * Math.floor(left / right);
      default -> Math.pow(left, right);
    };
  }

  private static Value join(Value left, Value right) {
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return Value.of(a.text() + b.text());
    }
    if (left instanceof Value.Items a && right instanceof Value.Items b && a.tuple() == b.tuple()) {
      List<Value> joined = new ArrayList<>(a.values());
      joined.addAll(b.values());
      return new Value.Items(joined, a.tuple());
    }
    throw refused("+", left, right);
  }

  private static Value repeat(Value value, long times) {
    if (times > 1_000_000) {
      throw new TemplateException("a value is repeated more than a million times");
    }
    int count = (int) Math.max(0, times);
    if (value instanceof Value.Text text) {
      return Value.of(text.text().repeat(count));
    }
    if (value instanceof Value.Items items) {
      List<Value> repeated = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        repeated.addAll(items.values());
      }
      return new Value.Items(repeated, items.tuple());
    }
    throw refused("*", value, Value.of(times));
  }

  private static TemplateException refused(String operator, Value left, Value right) {
    return new TemplateException(
        "\"%s\" does not work between %s and %s"
            .formatted(operator, Python.described(left), Python.described(right)));
  }
}
