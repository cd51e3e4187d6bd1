package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Law;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;

/** Causes and their effects. */
final class Nature implements Paragraph {
  private final World world;

  Nature(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<String> sentences = new ArrayList<>();
    for (Law law : dice.pick(world.laws(), 2)) {
      sentences.add(
          Phrase.of(
                  dice.pick(
                      "When {c}, {e}.",
                      "If {c}, then {e}.",
                      "What happens when {c}? {E}.",
                      "{P} knows: when {c}, {e}.",
                      "Every time {c}, {e}.",
                      "\"What will happen if {c}?\" asked {P}. \"You will see that {e}.\""))
              .with("P", dice.pick(world.people()).name())
              .with("c", law.cause())
              .with("e", law.effect())
              .with("E", English.capital(law.effect()))
              .sentence());
    }
    return String.join(" ", sentences);
  }
}
