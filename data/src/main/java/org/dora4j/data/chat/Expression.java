package org.dora4j.data.chat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed expression. */
sealed interface Expression {
  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListOf(List<Expression> items, boolean tuple) implements Expression {}

  record DictOf(List<Expression> keys, List<Expression> values) implements Expression {}

  /** {@code object.name} */
  record Attribute(Expression object, String name) implements Expression {}

  /** {@code object[key]} */
  record Item(Expression object, Expression key) implements Expression {}

  /** {@code object[start:stop:step]} */
  record Slice(
      Expression object,
      @Nullable Expression start,
      @Nullable Expression stop,
      @Nullable Expression step)
      implements Expression {}

  record Call(Expression function, Passed arguments) implements Expression {}

  record Filter(Expression subject, String name, Passed arguments) implements Expression {}

  record Test(Expression subject, String name, Passed arguments, boolean negated)
      implements Expression {}

  record Unary(String operator, Expression operand) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** {@code first < operands[0] == operands[1] ...}: each neighbour pair must hold. */
  record Comparison(Expression first, List<String> operators, List<Expression> operands)
      implements Expression {}

  /** {@code then if condition else otherwise}; undefined without an otherwise. */
  record Conditional(Expression condition, Expression then, @Nullable Expression otherwise)
      implements Expression {}

  /** Arguments as they are written. */
  record Passed(List<Expression> positional, Map<String, Expression> named) {
    static final Passed NONE = new Passed(List.of(), Map.of());
  }
}
