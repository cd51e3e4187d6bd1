package org.dora4j.world.lore;

/**
 * A pattern of English whose holes are filled one by one: {@code Phrase.of("{s} is {v}.").with("s",
 * "the cup").with("v", "red").sentence()}.
 */
public final class Phrase {
  private String text;

  private Phrase(String pattern) {
    text = pattern;
  }

  /** A pattern with holes such as {@code {s}}. */
  public static Phrase of(String pattern) {
    return new Phrase(pattern);
  }

  /** Fills every hole of this name; a pattern need not have one. */
  public Phrase with(String name, String value) {
    text = text.replace("{" + name + "}", value);
    return this;
  }

  /**
   * The filled pattern.
   *
   * @throws IllegalStateException when a hole is still open
   */
  public String text() {
    if (text.indexOf('{') >= 0) {
      throw new IllegalStateException("The pattern '" + text + "' has a hole that nothing fills.");
    }
    return text;
  }

  /** The filled pattern with a capital first letter. */
  public String sentence() {
    return English.capital(text());
  }
}
