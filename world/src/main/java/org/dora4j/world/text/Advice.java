package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** Which thing serves a purpose and which does not. */
final class Advice implements Paragraph {
  private final World world;

  Advice(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<Thing> things = dice.pick(world.things(), 2);
    Thing thing = things.get(0);
    return Phrase.of(
            dice.pick(
                "How can you {use}? Use {t}. {U} would not help.",
                "To {use}, use {t}, not {u}. {U} is for {other}.",
                "Do you want to {use}? Then look for {t} in {place}.",
                "{P} needs advice: how to {use}? Take {t}.",
                "For {using} you need {t}, and for {other} you need {u}.",
                "It is foolish to {use} with {u}. It is wise to {use} with {t}."))
        .with("P", dice.pick(world.people()).name())
        .with("t", thing.phrase())
        .with("u", things.get(1).phrase())
        .with("U", English.capital(things.get(1).phrase()))
        .with("use", thing.use().base())
        .with("using", thing.use().gerund())
        .with("other", things.get(1).use().gerund())
        .with("place", thing.place())
        .sentence();
  }
}
