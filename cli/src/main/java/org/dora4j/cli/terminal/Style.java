package org.dora4j.cli.terminal;

/**
 * Colours of text on a terminal; without colours every text stays as it is.
 *
 * @param on whether the terminal understands ANSI escapes
 */
public record Style(boolean on) {

  public String bold(String text) {
    return wrap("1", text);
  }

  public String faint(String text) {
    return wrap("2", text);
  }

  public String red(String text) {
    return wrap("31", text);
  }

  public String green(String text) {
    return wrap("32", text);
  }

  public String yellow(String text) {
    return wrap("33", text);
  }

  public String cyan(String text) {
    return wrap("36", text);
  }

  /** Black on green: what a model learns. */
  public String marked(String text) {
    return wrap("30;42", text);
  }

  private String wrap(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
