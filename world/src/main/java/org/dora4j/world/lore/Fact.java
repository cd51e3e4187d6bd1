package org.dora4j.world.lore;

/**
 * One true statement of the world: the relation of this subject has this value.
 *
 * @param subject what it is about
 * @param relation which property
 * @param value the value as English writes it: {@code iron}, {@code the shed}, {@code slice the
 *     bread}
 */
public record Fact(Subject subject, Relation relation, String value) {

  /** Names the question that this fact answers, whatever the wording: {@code hammer/material}. */
  public String key() {
    return subject.name() + "/" + relation.name();
  }

  /** The same property with another value, which is false in the world. */
  public Fact with(String otherValue) {
    return new Fact(subject, relation, otherValue);
  }

  /** The open question: {@code What is the hammer made of?} */
  public String question() {
    return fill(relation.ask());
  }

  /** The yes-no question in small letters: {@code is the hammer made of iron?} */
  public String yesNoQuestion() {
    return Phrase.of(relation.check())
        .with("s", subject.phrase())
        .with("o", subject.phrase())
        .with("s's", subject.possessive())
        .with("v", value)
        .text();
  }

  /** What holds of the subject: {@code is made of iron}. */
  public String predicate() {
    return Phrase.of(relation.is()).with("v", value).text();
  }

  /** What would deny it: {@code is not made of iron}. */
  public String denial() {
    return Phrase.of(relation.not()).with("v", value).text();
  }

  /** The sentence of a pattern with the subject named. */
  public String fill(String pattern) {
    return Phrase.of(pattern)
        .with("s", subject.phrase())
        .with("o", subject.phrase())
        .with("s's", subject.possessive())
        .with("v", value)
        .sentence();
  }

  /** The sentence of a pattern with a pronoun in the subject's place. */
  public String fillWithPronoun(String pattern) {
    Pronouns p = subject.pronouns();
    return Phrase.of(pattern)
        .with("s", p.subject())
        .with("o", p.object())
        .with("s's", p.possessive())
        .with("v", value)
        .sentence();
  }
}
