package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** Which of two ways leads to a goal? After PIQA. */
public final class Purpose implements QuestionMaker {
  private final World world;

  /** Questions about one world. */
  public Purpose(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    List<Thing> things = dice.pick(world.things(), 2);
    Thing thing = things.get(0);
    String text =
        dice.pick(
            "How do you {use}?",
            "How can somebody {use}?",
            "What is good for {using}?",
            "You want to {use}.",
            "{Use}");
    String way = dice.pick("Use {t}.", "Take {t}.", "Do it with {t}.");
    return new Question(
        world.facts().of(thing.subject(), "use").key(),
        Phrase.of(text)
            .with("use", thing.use().base())
            .with("using", thing.use().gerund())
            .with("Use", English.capital(thing.use().base()))
            .text(),
        Phrase.of(way).with("t", thing.phrase()).text(),
        List.of(Phrase.of(way).with("t", things.get(1).phrase()).text()));
  }
}
