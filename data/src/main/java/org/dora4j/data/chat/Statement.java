package org.dora4j.data.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed part of a template. */
sealed interface Statement {
  /** Text between tags. */
  record Data(String text) implements Statement {}

  /** {@code {{ value }}} */
  record Print(Expression value, int line) implements Statement {}

  record If(Expression condition, List<Statement> then, List<Statement> otherwise, int line)
      implements Statement {}

  /**
   * A loop.
   *
   * @param targets names an element is unpacked into
   * @param condition elements that do not meet it are left out before the loop begins
   * @param otherwise what is written when there is no element
   */
  record For(
      List<String> targets,
      Expression iterable,
      @Nullable Expression condition,
      List<Statement> body,
      List<Statement> otherwise,
      int line)
      implements Statement {}

  /** {@code {% set a, b = value %}} */
  record Set(List<String> targets, Expression value, int line) implements Statement {}

  /** {@code {% set namespace.name = value %}} */
  record SetAttribute(String namespace, String name, Expression value, int line)
      implements Statement {}

  /** {@code {% set name %}...{% endset %}} */
  record SetBlock(String name, List<Statement> body) implements Statement {}

  record Macro(
      String name, List<String> parameters, List<Expression> defaults, List<Statement> body)
      implements Statement {}

  /** {@code {% generation %}...{% endgeneration %}}: what the assistant said. */
  record Generation(List<Statement> body) implements Statement {}

  record Break() implements Statement {}

  record Continue() implements Statement {}
}
