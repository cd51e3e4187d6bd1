package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Law;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.Trait;
import org.dora4j.world.lore.World;

/** A rule of nature, or a trait of a material, applied to a case; after OpenBookQA. */
public final class Principle implements QuestionMaker {
  private static final int WRONG = 3;
  private final World world;

  /** Questions about one world. */
  public Principle(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return dice.oneIn(2) ? law(dice) : trait(dice);
  }

  private Question law(Dice dice) {
    List<Law> laws = dice.pick(world.laws(), 1 + WRONG);
    Law law = laws.get(0);
    return new Question(
        "law/" + law.cause(),
        Phrase.of(dice.pick("When {c},", "What happens when {c}?", "If {c}, then"))
            .with("c", law.cause())
            .text(),
        law.effect(),
        laws.subList(1, 1 + WRONG).stream().map(Law::effect).toList());
  }

  private Question trait(Dice dice) {
    while (true) {
      Thing thing = dice.pick(world.things());
      boolean has = dice.oneIn(2);
      Trait trait = dice.pick(has ? thing.material().has() : thing.material().lacks());
      List<String> wrong =
          dice.shuffled(world.things()).stream()
              .filter(
                  other ->
                      (has ? other.material().lacks() : other.material().has()).contains(trait))
              .map(Thing::phrase)
              .limit(WRONG)
              .toList();
      if (wrong.size() == WRONG) {
        return new Question(
            thing.subject().name() + "/" + trait.name(),
            "Which of these " + (has ? trait.does() : trait.doesNot()) + "?",
            thing.phrase(),
            wrong);
      }
    }
  }
}
