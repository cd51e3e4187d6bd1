package org.dora4j.world.lore;

import java.util.List;

/**
 * Something that happens to a person {@code {P}}, perhaps with another {@code {Q}}; {@code {his}}
 * is the first one's possessive.
 *
 * @param event what happened, in the past tense
 * @param feeling how it makes the person feel
 * @param wish what the person wants to do next, base form
 * @param then what the person did next, past tense
 * @param need what the person had to do before, base form
 * @param first what the person did before, past tense
 */
public record Situation(
    String event, String feeling, String wish, String then, String need, String first) {

  static List<Situation> all() {
    return Table.rows("situations.txt", 6).stream()
        .map(
            row ->
                new Situation(
                    row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)))
        .toList();
  }

  /** One of this situation's texts with the people's names in it. */
  public static String with(String text, Person one, Person other) {
    return Phrase.of(text)
        .with("P", one.name())
        .with("Q", other.name())
        .with("his", one.hers())
        .text();
  }
}
