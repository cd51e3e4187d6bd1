package org.dora4j.world.text;

import org.dora4j.world.lore.Dice;

/** Writes one paragraph of English, a different one at each throw of the dice. */
@FunctionalInterface
public interface Paragraph {

  /** A paragraph without a line break at its end. */
  String write(Dice dice);
}
