package org.dora4j.data.chat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one name, number, text or operator inside a tag. */
final class ExpressionLexer {
  private static final Pattern FLOAT =
      Pattern.compile("\\d[\\d_]*(?:\\.\\d[\\d_]*(?:[eE][+-]?\\d+)?|[eE][+-]?\\d+)");
  private static final Pattern INTEGER = Pattern.compile("\\d[\\d_]*");
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");
  private static final Pattern STRING =
      Pattern.compile("'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\"", Pattern.DOTALL);
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private ExpressionLexer() {}

  /**
   * Appends the token at a place that is not blank.
   *
   * @return how many characters it takes up
   */
  static int next(String source, int at, int line, List<Token> tokens) {
    Matcher matcher = NAME.matcher(source).region(at, source.length());
    if (matcher.lookingAt()) {
      return add(tokens, Token.Kind.NAME, matcher.group(), line, matcher);
    }
    if (matcher.usePattern(FLOAT).lookingAt() && !follows(tokens, ".")) {
      return add(tokens, Token.Kind.FLOAT, matcher.group().replace("_", ""), line, matcher);
    }
    if (matcher.usePattern(INTEGER).lookingAt()) {
      return add(tokens, Token.Kind.INTEGER, matcher.group().replace("_", ""), line, matcher);
    }
    if (matcher.usePattern(STRING).lookingAt()) {
      String quoted = matcher.group();
      String value = unescape(quoted.substring(1, quoted.length() - 1));
      return add(tokens, Token.Kind.STRING, value, line, matcher);
    }
    if (matcher.usePattern(OPERATOR).lookingAt()) {
      return add(tokens, Token.Kind.OPERATOR, matcher.group(), line, matcher);
    }
    char sign = source.charAt(at);
    throw new TemplateException(
        sign == '\'' || sign == '"'
            ? "a text is not closed"
            : "the sign " + sign + " has no meaning here",
        line);
  }

  private static int add(
      List<Token> tokens, Token.Kind kind, String text, int line, Matcher matcher) {
    tokens.add(new Token(kind, text, line));
    return matcher.end() - matcher.start();
  }

  private static boolean follows(List<Token> tokens, String operator) {
    return tokens.get(tokens.size() - 1).isOperator(operator);
  }

  /** Python's escapes in a text; an unknown one stands for itself. */
  private static String unescape(String quoted) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < quoted.length(); i++) {
      char c = quoted.charAt(i);
      if (c != '\\' || i + 1 == quoted.length()) {
        out.append(c);
        continue;
      }
      char escaped = quoted.charAt(++i);
      int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : escaped == 'U' ? 8 : 0;
      if (digits > 0 && i + digits < quoted.length()) {
        out.appendCodePoint(Integer.parseInt(quoted.substring(i + 1, i + 1 + digits), 16));
        i += digits;
      } else {
        out.append(simple(escaped));
      }
    }
    return out.toString();
  }

  private static String simple(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'r' -> "\r";
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'a' -> "\u0007";
      case 'v' -> "\u000B";
      case '0' -> "\0";
      case '\n' -> "";
      case '\\', '\'', '"' -> String.valueOf(escaped);
      default -> "\\" + escaped;
    };
  }
}
