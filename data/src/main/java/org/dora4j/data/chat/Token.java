package org.dora4j.data.chat;

/**
 * A lexical unit of a template.
 *
 * @param text what it stands for: template text, a name, a string's value, digits or an operator
 * @param line line of the template, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    DATA,
    PRINT_BEGIN,
    PRINT_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** How messages call it. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the template";
      case BLOCK_END -> "%}";
      case PRINT_END -> "}}";
      default -> "\"" + text + "\"";
    };
  }
}
