package org.dora4j.world.lore;

/**
 * Somebody who lives in the world.
 *
 * @param subject the person
 * @param age in years; no two people have the same age
 * @param job the trade, without its article
 */
public record Person(Subject subject, int age, String job) {

  /** The name. */
  public String name() {
    return subject.name();
  }

  /** {@code she} or {@code he}. */
  public String she() {
    return subject.pronouns().subject();
  }

  /** {@code her} or {@code him}. */
  public String her() {
    return subject.pronouns().object();
  }

  /** {@code her} or {@code his}. */
  public String hers() {
    return subject.pronouns().possessive();
  }
}
