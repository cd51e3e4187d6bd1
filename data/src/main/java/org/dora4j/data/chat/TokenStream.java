package org.dora4j.data.chat;

import java.util.List;

/** Tokens with a place, as both parsers share it. */
final class TokenStream {
  private final List<Token> tokens;
  private int at;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekNext() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    at += token.kind() == Token.Kind.END ? 0 : 1;
    return token;
  }

  boolean acceptOperator(String operator) {
    boolean found = peek().isOperator(operator);
    at += found ? 1 : 0;
    return found;
  }

  boolean acceptName(String name) {
    boolean found = peek().isName(name);
    at += found ? 1 : 0;
    return found;
  }

  Token expect(Token.Kind kind, String what) {
    if (peek().kind() != kind) {
      throw problem(what + " is expected");
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!acceptOperator(operator)) {
      throw problem("\"" + operator + "\" is expected");
    }
  }

  TemplateException problem(String message) {
    return new TemplateException(message + ", not " + peek().shown(), peek().line());
  }
}
