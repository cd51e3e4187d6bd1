package org.dora4j.data.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a template into text and tags, with Jinja's trim_blocks and lstrip_blocks switched on: the
 * line break after a block or comment goes, and so do the blanks before it on its line.
 */
final class Lexer {
  private static final Pattern RAW_BEGIN = Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})");
  private static final Pattern RAW_END =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(?:\\+%}|-%}\\s*|%}\\n?)");
  private static final Pattern COMMENT_END = Pattern.compile("\\+#}|-#}\\s*|#}\\n?");
  private static final Pattern BLOCK_END = Pattern.compile("\\+%}|-%}\\s*|%}\\n?");
  private static final Pattern PRINT_END = Pattern.compile("-}}\\s*|}}");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  /**
   * The tokens of a template, closed by one of kind END.
   *
   * @throws TemplateException if a tag or a text is not closed or a sign has no meaning
   */
  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer =
        new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    while (lexer.at < lexer.source.length()) {
      lexer.next();
    }
    lexer.add(Token.Kind.END, "");
    return lexer.tokens;
  }

  private void next() {
    int tag = nextTag();
    if (tag < 0) {
      add(Token.Kind.DATA, source.substring(at));
      at = source.length();
      return;
    }
    char kind = source.charAt(tag + 1);
    char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
    text(source.substring(at, tag), sign, kind != '{');
    at = tag;
    Matcher raw = RAW_BEGIN.matcher(source).region(tag, source.length());
    if (kind == '#') {
      at = tag + 2;
      consumed(find(COMMENT_END, "comment {#"));
    } else if (kind == '%' && raw.lookingAt()) {
      raw(raw.end());
    } else {
      at = tag + (sign == '-' || sign == '+' ? 3 : 2);
      tag(kind == '{');
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Text before a tag, less the blanks that the tag's sign or lstrip_blocks takes away. */
  private void text(String text, char sign, boolean strips) {
    String kept = text;
    if (sign == '-') {
      kept = PythonText.stripEnd(text);
    } else if (sign != '+' && strips) {
      int line = text.lastIndexOf('\n') + 1;
      if ((line > 0 || lineStarts) && PythonText.strip(text.substring(line)).isEmpty()) {
        kept = text.substring(0, line);
      }
    }
    if (!kept.isEmpty()) {
      add(Token.Kind.DATA, kept);
    }
  }

  private void raw(int begin) {
    at = begin;
    Matcher end = find(RAW_END, "block {% raw %}");
    lineStarts = source.charAt(begin - 1) == '\n';
    String sign = end.group(1);
    text(source.substring(begin, end.start()), sign.isEmpty() ? ' ' : sign.charAt(0), true);
    consumed(end);
  }

  private void tag(boolean print) {
    add(print ? Token.Kind.PRINT_BEGIN : Token.Kind.BLOCK_BEGIN, "");
    Pattern end = print ? PRINT_END : BLOCK_END;
    int depth = 0;
    while (true) {
      skipBlanks();
      if (at >= source.length()) {
        throw problem("a tag is not closed");
      }
      Matcher closing = end.matcher(source).region(at, source.length());
      if (depth == 0 && closing.lookingAt()) {
        add(print ? Token.Kind.PRINT_END : Token.Kind.BLOCK_END, "");
        consumed(closing);
        return;
      }
      at += ExpressionLexer.next(source, at, line(), tokens);
      Token last = tokens.get(tokens.size() - 1);
      if (last.kind() == Token.Kind.OPERATOR) {
        depth += "([{".contains(last.text()) ? 1 : ")]}".contains(last.text()) ? -1 : 0;
      }
    }
  }

  private void skipBlanks() {
    while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
      at++;
    }
  }

  private Matcher find(Pattern end, String what) {
    Matcher matcher = end.matcher(source);
    if (!matcher.find(at)) {
      throw problem("the " + what + " is not closed");
    }
    return matcher;
  }

  private void consumed(Matcher end) {
    at = end.end();
    lineStarts = source.charAt(at - 1) == '\n';
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line()));
  }

  private int line() {
    return 1
        + (int)
            source
                .substring(0, Math.min(at, source.length()))
                .chars()
                .filter(c -> c == '\n')
                .count();
  }

  private TemplateException problem(String message) {
    return new TemplateException(message, line());
  }
}
