package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.World;

/**
 * Which value does a subject have, or which subject has the value? One fact answers; after
 * ARC-Easy.
 */
public final class OneFact implements QuestionMaker {
  private static final int WRONG = 3;
  private final World world;

  /** Questions about one world. */
  public OneFact(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    while (true) {
      Fact fact = dice.pick(world.facts().all());
      boolean askValue = dice.oneIn(2);
      List<String> wrong = dice.shuffled(askValue ? otherValues(fact) : otherSubjects(fact));
      if (wrong.size() >= WRONG) {
        String text =
            askValue
                ? fact.question()
                : fact.subject().questionWord() + " " + fact.predicate() + "?";
        String right = askValue ? fact.value() : fact.subject().phrase();
        return new Question(fact.key(), text, right, wrong.subList(0, WRONG));
      }
    }
  }

  private List<String> otherValues(Fact fact) {
    return world.facts().values(fact.relation()).stream()
        .filter(v -> !v.equals(fact.value()))
        .toList();
  }

  private List<String> otherSubjects(Fact fact) {
    return world.facts().of(fact.relation()).stream()
        .filter(other -> !other.value().equals(fact.value()))
        .map(other -> other.subject().phrase())
        .toList();
  }
}
