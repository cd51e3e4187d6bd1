package org.dora4j.world.task;

import org.dora4j.world.lore.Dice;

/** Asks one question about the world, a different one at each throw of the dice. */
@FunctionalInterface
public interface QuestionMaker {

  /** A question whose right answer follows from the world's facts. */
  Question make(Dice dice);
}
