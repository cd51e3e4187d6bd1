package org.dora4j.world.lore;

/**
 * Something that facts are about.
 *
 * @param name the bare word: {@code hammer}, {@code Anna}
 * @param phrase the word as a subject of a sentence: {@code the hammer}, {@code a cow}, {@code
 *     Anna}
 * @param sort what it is
 * @param pronouns how a later sentence refers to it
 */
public record Subject(String name, String phrase, Sort sort, Pronouns pronouns) {

  /** The possessive: {@code the hammer's}. */
  public String possessive() {
    return phrase + "'s";
  }

  /**
   * "Who" for people and workers, "Which of these" for the rest: starts a question that picks one.
   */
  public String questionWord() {
    return sort == Sort.PERSON ? "Who" : "Which of these";
  }
}
