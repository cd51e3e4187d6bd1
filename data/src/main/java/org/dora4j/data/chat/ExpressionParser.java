package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dora4j.data.chat.Expression.Passed;
import org.jspecify.annotations.Nullable;

/** Parses expressions by precedence climbing, with Jinja's precedences. */
final class ExpressionParser {
  private static final Map<String, Integer> ARITHMETIC =
      Map.of("+", 1, "-", 1, "~", 2, "*", 3, "/", 3, "//", 3, "%", 3, "**", 4);
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> AFTER_TEST =
      Set.of("else", "or", "and", "is", "if", "not", "in");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** An expression, or several with commas, which make a tuple. */
  Expression tuple() {
    Expression first = expression();
    if (!tokens.peek().isOperator(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (tokens.acceptOperator(",") && startsExpression()) {
      items.add(expression());
    }
    return new Expression.ListOf(items, true);
  }

  Expression expression() {
    Expression value = withoutCondition();
    while (tokens.acceptName("if")) {
      Expression condition = withoutCondition();
      Expression otherwise = tokens.acceptName("else") ? expression() : null;
      value = new Expression.Conditional(condition, value, otherwise);
    }
    return value;
  }

  /** An expression that stops before {@code if}, as after {@code for ... in}. */
  Expression withoutCondition() {
    Expression left = and();
    while (tokens.acceptName("or")) {
      left = new Expression.Binary("or", left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (tokens.acceptName("and")) {
      left = new Expression.Binary("and", left, not());
    }
    return left;
  }

  private Expression not() {
    return tokens.acceptName("not") ? new Expression.Unary("not", not()) : comparison();
  }

  private Expression comparison() {
    Expression first = arithmetic(1);
    List<String> operators = new ArrayList<>();
    List<Expression> operands = new ArrayList<>();
    for (String operator = comparator(); operator != null; operator = comparator()) {
      operators.add(operator);
      operands.add(arithmetic(1));
    }
    return operators.isEmpty() ? first : new Expression.Comparison(first, operators, operands);
  }

  private @Nullable String comparator() {
    Token token = tokens.peek();
    if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
      return tokens.next().text();
    }
    if (tokens.acceptName("in")) {
      return "in";
    }
    if (token.isName("not") && tokens.peekNext().isName("in")) {
      tokens.next();
      tokens.next();
      return "not in";
    }
    return null;
  }

  private Expression arithmetic(int precedence) {
    Expression left = unary(true);
    while (binds(precedence)) {
      String operator = tokens.next().text();
      Expression right = arithmetic(ARITHMETIC.getOrDefault(operator, 0) + 1);
      left = new Expression.Binary(operator, left, right);
    }
    return left;
  }

  private boolean binds(int precedence) {
    Token token = tokens.peek();
    return token.kind() == Token.Kind.OPERATOR
        && ARITHMETIC.getOrDefault(token.text(), 0) >= precedence;
  }

  private Expression unary(boolean filters) {
    Expression value;
    if (tokens.acceptOperator("-")) {
      value = new Expression.Unary("-", unary(false));
    } else if (tokens.acceptOperator("+")) {
      value = new Expression.Unary("+", unary(false));
    } else {
      value = primary();
    }
    value = postfix(value);
    return filters ? filtered(value) : value;
  }

  private Expression primary() {
    Token token = tokens.next();
    switch (token.kind()) {
      case NAME -> {
        return name(token.text());
      }
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.peek().kind() == Token.Kind.STRING) {
          text.append(tokens.next().text());
        }
        return new Expression.Literal(Value.of(text.toString()));
      }
      case INTEGER, FLOAT -> {
        return number(token);
      }
      default -> {
        if (token.isOperator("(")) {
          return parenthesised();
        }
        if (token.isOperator("[")) {
          return new Expression.ListOf(items("]"), false);
        }
        if (token.isOperator("{")) {
          return dict();
        }
        throw new TemplateException(
            "an expression is expected, not " + token.shown(), token.line());
      }
    }
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(Value.Bool.TRUE);
      case "false", "False" -> new Expression.Literal(Value.Bool.FALSE);
      case "none", "None" -> new Expression.Literal(Value.None.INSTANCE);
      default -> new Expression.Name(name);
    };
  }

  private static Expression number(Token token) {
    try {
      return new Expression.Literal(
          token.kind() == Token.Kind.INTEGER
              ? Value.of(Long.parseLong(token.text()))
              : new Value.Real(Double.parseDouble(token.text())));
    } catch (NumberFormatException e) {
      throw new TemplateException("the number " + token.text() + " is too large", token.line());
    }
  }

  private Expression parenthesised() {
    if (tokens.acceptOperator(")")) {
      return new Expression.ListOf(List.of(), true);
    }
    Expression inner = tuple();
    tokens.expectOperator(")");
    return inner;
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!tokens.acceptOperator(end)) {
      items.add(expression());
      if (!tokens.peek().isOperator(end)) {
        tokens.expectOperator(",");
      }
    }
    return items;
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.acceptOperator("}")) {
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
      if (!tokens.peek().isOperator("}")) {
        tokens.expectOperator(",");
      }
    }
    return new Expression.DictOf(keys, values);
  }

  private Expression postfix(Expression value) {
    while (true) {
      if (tokens.acceptOperator(".")) {
        Token name = tokens.next();
        value =
            name.kind() == Token.Kind.INTEGER
                ? new Expression.Item(value, number(name))
                : new Expression.Attribute(value, name.text());
      } else if (tokens.acceptOperator("[")) {
        value = subscript(value);
      } else if (tokens.acceptOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression object) {
    Expression start = tokens.peek().isOperator(":") ? null : expression();
    if (start != null && tokens.acceptOperator("]")) {
      return new Expression.Item(object, start);
    }
    tokens.expectOperator(":");
    Expression stop = startsExpression() ? expression() : null;
    Expression step = tokens.acceptOperator(":") && startsExpression() ? expression() : null;
    tokens.expectOperator("]");
    return new Expression.Slice(object, start, stop, step);
  }

  private Passed arguments() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!tokens.acceptOperator(")")) {
      if (tokens.peek().kind() == Token.Kind.NAME && tokens.peekNext().isOperator("=")) {
        String name = tokens.next().text();
        tokens.expectOperator("=");
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
      if (!tokens.peek().isOperator(")")) {
        tokens.expectOperator(",");
      }
    }
    return new Passed(positional, named);
  }

  /** Filters, tests and calls, as they may follow a value in any order. */
  private Expression filtered(Expression subject) {
    Expression value = subject;
    while (true) {
      if (tokens.acceptOperator("|")) {
        String name = tokens.expect(Token.Kind.NAME, "the name of a filter").text();
        Passed passed = tokens.acceptOperator("(") ? arguments() : Passed.NONE;
        value = new Expression.Filter(value, name, passed);
      } else if (tokens.acceptName("is")) {
        value = test(value);
      } else if (tokens.acceptOperator("(")) {
        value = new Expression.Call(value, arguments());
      } else {
        return value;
      }
    }
  }

  private Expression test(Expression subject) {
    boolean negated = tokens.acceptName("not");
    String name = tokens.next().text();
    Passed passed = Passed.NONE;
    Token token = tokens.peek();
    if (tokens.acceptOperator("(")) {
      passed = arguments();
    } else if (startsOperand(token) && !AFTER_TEST.contains(token.text())) {
      passed = new Passed(List.of(postfix(primary())), Map.of());
    }
    return new Expression.Test(subject, name, passed, negated);
  }

  private static boolean startsOperand(Token token) {
    return switch (token.kind()) {
      case NAME, STRING, INTEGER, FLOAT -> true;
      default -> token.isOperator("[") || token.isOperator("{");
    };
  }

  private boolean startsExpression() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case NAME -> !token.text().equals("if") && !token.text().equals("else");
      default -> token.kind() == Token.Kind.OPERATOR && "([{-+".contains(token.text());
    };
  }
}
