package org.dora4j.world.lore;

/**
 * The pronouns of a subject.
 *
 * @param subject {@code she}, {@code he}, {@code it}
 * @param object {@code her}, {@code him}, {@code it}
 * @param possessive {@code her}, {@code his}, {@code its}
 */
public record Pronouns(String subject, String object, String possessive) {
  /** For things and animals. */
  public static final Pronouns IT = new Pronouns("it", "it", "its");

  /** For a woman or a girl. */
  public static final Pronouns SHE = new Pronouns("she", "her", "her");

  /** For a man or a boy. */
  public static final Pronouns HE = new Pronouns("he", "him", "his");
}
