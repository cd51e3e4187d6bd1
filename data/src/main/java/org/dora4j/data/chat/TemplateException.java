package org.dora4j.data.chat;

/**
 * A chat template cannot be read, fails on a conversation or refuses it; the message is one
 * sentence that says why and at which line.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int line;

  TemplateException(String message) {
    this(message, 0);
  }

  /** With the line of the template from 1, or 0 where it is not known yet. */
  TemplateException(String message, int line) {
    super(message);
    this.line = line;
  }

  /** The same with a line, unless one is known already. */
  TemplateException at(int place) {
    return line > 0 ? this : new TemplateException(String.valueOf(getMessage()), place);
  }

  /** The same as a whole sentence. */
  TemplateException told(String what) {
    String place = line > 0 ? " at line " + line : "";
    return new TemplateException(
        "The chat template %s%s: %s.".formatted(what, place, getMessage()));
  }
}
