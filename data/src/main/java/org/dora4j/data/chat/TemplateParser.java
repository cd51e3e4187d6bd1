package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Parses a template's tags into statements. */
final class TemplateParser {
  private final TokenStream tokens;
  private final ExpressionParser expressions;

  private TemplateParser(List<Token> tokens) {
    this.tokens = new TokenStream(tokens);
    this.expressions = new ExpressionParser(this.tokens);
  }

  /**
   * The statements of a template.
   *
   * @throws TemplateException with the line where the template is not well-formed
   */
  static List<Statement> parse(String template) {
    return new TemplateParser(Lexer.tokens(template)).block(Set.of());
  }

  /** Statements up to a tag of one of the given names, which stays unread. */
  private List<Statement> block(Set<String> ends) {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case DATA -> statements.add(new Statement.Data(token.text()));
        case PRINT_BEGIN -> {
          statements.add(new Statement.Print(expressions.tuple(), token.line()));
          tokens.expect(Token.Kind.PRINT_END, "}}");
        }
        case BLOCK_BEGIN -> {
          if (ends.contains(tokens.peek().text())) {
            return statements;
          }
          statements.add(tag(token.line()));
        }
        default -> {
          if (!ends.isEmpty()) {
            throw new TemplateException(
                "{% " + String.join(" %} or {% ", ends) + " %} is missing", token.line());
          }
          return statements;
        }
      }
    }
  }

  private Statement tag(int line) {
    Token name = tokens.expect(Token.Kind.NAME, "the name of a tag");
    return switch (name.text()) {
      case "if" -> condition(line);
      case "for" -> loop(line);
      case "set" -> set(line);
      case "macro" -> macro();
      case "generation" -> {
        close();
        yield new Statement.Generation(body("endgeneration"));
      }
      case "break" -> {
        close();
        yield new Statement.Break();
      }
      case "continue" -> {
        close();
        yield new Statement.Continue();
      }
      default ->
          throw new TemplateException("the tag {% " + name.text() + " %} is not known", line);
    };
  }

  private Statement condition(int line) {
    Expression condition = expressions.tuple();
    close();
    List<Statement> then = block(Set.of("elif", "else", "endif"));
    List<Statement> otherwise = List.of();
    Token next = tokens.next();
    if (next.isName("elif")) {
      return new Statement.If(condition, then, List.of(condition(next.line())), line);
    }
    if (next.isName("else")) {
      close();
      otherwise = body("endif");
    } else {
      close();
    }
    return new Statement.If(condition, then, otherwise, line);
  }

  private Statement loop(int line) {
    List<String> targets = targets();
    if (!tokens.acceptName("in")) {
      throw tokens.problem("\"in\" is expected");
    }
    Expression iterable = expressions.withoutCondition();
    Expression condition = tokens.acceptName("if") ? expressions.expression() : null;
    close();
    List<Statement> body = block(Set.of("else", "endfor"));
    List<Statement> otherwise = List.of();
    if (tokens.next().isName("else")) {
      close();
      otherwise = body("endfor");
    } else {
      close();
    }
    return new Statement.For(targets, iterable, condition, body, otherwise, line);
  }

  private Statement set(int line) {
    List<String> targets = targets();
    if (tokens.acceptOperator(".")) {
      String name = tokens.expect(Token.Kind.NAME, "the name of an attribute").text();
      tokens.expectOperator("=");
      Expression value = expressions.tuple();
      close();
      return new Statement.SetAttribute(targets.get(0), name, value, line);
    }
    if (tokens.acceptOperator("=")) {
      Expression value = expressions.tuple();
      close();
      return new Statement.Set(targets, value, line);
    }
    close();
    return new Statement.SetBlock(targets.get(0), body("endset"));
  }

  private Statement macro() {
    String name = tokens.expect(Token.Kind.NAME, "the name of a macro").text();
    tokens.expectOperator("(");
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    while (!tokens.acceptOperator(")")) {
      String parameter = tokens.expect(Token.Kind.NAME, "the name of a parameter").text();
      parameters.add(parameter);
      boolean given = tokens.acceptOperator("=");
      defaults.add(
          given
              ? expressions.expression()
              : new Expression.Literal(new Value.Undefined(parameter)));
      if (!tokens.peek().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    close();
    return new Statement.Macro(name, parameters, defaults, body("endmacro"));
  }

  /** Names with commas, in parentheses or not. */
  private List<String> targets() {
    boolean parenthesised = tokens.acceptOperator("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(tokens.expect(Token.Kind.NAME, "a name").text());
    } while (tokens.acceptOperator(","));
    if (parenthesised) {
      tokens.expectOperator(")");
    }
    return names;
  }

  private List<Statement> body(String end) {
    List<Statement> statements = block(Set.of(end));
    tokens.next();
    if (end.equals("endmacro") && tokens.peek().kind() == Token.Kind.NAME) {
      tokens.next();
    }
    close();
    return statements;
  }

  private void close() {
    tokens.expect(Token.Kind.BLOCK_END, "%}");
  }
}
