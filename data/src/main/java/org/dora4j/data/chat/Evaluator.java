package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.data.chat.Expression.Passed;

/** Gives expressions their values. */
final class Evaluator {
  private final Variables variables;

  Evaluator(Variables variables) {
    this.variables = variables;
  }

  Value value(Expression expression) {
    if (expression instanceof Expression.Literal literal) {
      return literal.value();
    }
    if (expression instanceof Expression.Name name) {
      return variables.get(name.name());
    }
    if (expression instanceof Expression.Attribute attribute) {
      return Lookup.attribute(value(attribute.object()), attribute.name());
    }
    if (expression instanceof Expression.Item item) {
      return Lookup.item(value(item.object()), value(item.key()));
    }
    if (expression instanceof Expression.Slice slice) {
      return slice(slice);
    }
    if (expression instanceof Expression.Call call) {
      return call(call);
    }
    if (expression instanceof Expression.Filter filter) {
      return Filters.apply(filter.name(), value(filter.subject()), arguments(filter.arguments()));
    }
    if (expression instanceof Expression.Test test) {
      Value subject = value(test.subject());
      return Value.of(
          Predicates.holds(test.name(), subject, arguments(test.arguments())) != test.negated());
    }
    return compound(expression);
  }

  private Value compound(Expression expression) {
    if (expression instanceof Expression.Unary unary) {
      Value operand = value(unary.operand());
      return unary.operator().equals("not")
          ? Value.of(!Python.truth(operand))
          : Operators.unary(unary.operator(), operand);
    }
    if (expression instanceof Expression.Binary binary) {
      return binary(binary);
    }
    if (expression instanceof Expression.Comparison comparison) {
      return comparison(comparison);
    }
    if (expression instanceof Expression.Conditional conditional) {
      return conditional(conditional);
    }
    if (expression instanceof Expression.ListOf list) {
      return new Value.Items(list.items().stream().map(this::value).toList(), list.tuple());
    }
    if (expression instanceof Expression.DictOf dict) {
      Map<Value, Value> entries = new LinkedHashMap<>();
      for (int i = 0; i < dict.keys().size(); i++) {
        entries.put(value(dict.keys().get(i)), value(dict.values().get(i)));
      }
      return new Value.Dict(entries);
    }
    throw new IllegalStateException("No rule for " + expression.getClass().getSimpleName());
  }

  private Value binary(Expression.Binary binary) {
    Value left = value(binary.left());
    return switch (binary.operator()) {
      case "and" -> Python.truth(left) ? value(binary.right()) : left;
      case "or" -> Python.truth(left) ? left : value(binary.right());
      default -> Operators.binary(binary.operator(), left, value(binary.right()));
    };
  }

  private Value comparison(Expression.Comparison comparison) {
    Value left = value(comparison.first());
    for (int i = 0; i < comparison.operators().size(); i++) {
      Value right = value(comparison.operands().get(i));
      if (!Operators.compares(comparison.operators().get(i), left, right)) {
        return Value.Bool.FALSE;
      }
      left = right;
    }
    return Value.Bool.TRUE;
  }

  private Value conditional(Expression.Conditional conditional) {
    if (Python.truth(value(conditional.condition()))) {
      return value(conditional.then());
    }
    Expression otherwise = conditional.otherwise();
    return otherwise == null ? new Value.Undefined("the missing else") : value(otherwise);
  }

  private Value slice(Expression.Slice slice) {
    Expression start = slice.start();
    Expression stop = slice.stop();
    Expression step = slice.step();
    return Lookup.slice(
        value(slice.object()),
        start == null ? Value.None.INSTANCE : value(start),
        stop == null ? Value.None.INSTANCE : value(stop),
        step == null ? Value.None.INSTANCE : value(step));
  }

  private Value call(Expression.Call call) {
    Value function = value(call.function());
    if (function instanceof Value.Function known) {
      return known.body().call(arguments(call.arguments()));
    }
    throw new TemplateException(Python.described(function) + " cannot be called");
  }

  private Arguments arguments(Passed passed) {
    List<Value> positional = new ArrayList<>(passed.positional().size());
    passed.positional().forEach(argument -> positional.add(value(argument)));
    Map<String, Value> named = new LinkedHashMap<>();
    passed.named().forEach((name, argument) -> named.put(name, value(argument)));
    return new Arguments(positional, named);
  }
}
