package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** An episode in which somebody needs a thing, fetches it and uses it. */
final class Errand implements Paragraph {
  private final World world;

  Errand(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<Thing> things = dice.pick(world.things(), 2);
    Thing thing = things.get(0);
    List<Person> others =
        world.people().stream().filter(person -> !person.equals(thing.owner())).toList();
    List<Person> people = dice.pick(others, 2);
    String pattern =
        dice.pick(
            "{P} wanted to {use}. {She} went to {place}, took {t} and {used}.",
            "{P} took {t} and {used}. Then {she} brought {t} back to {place}.",
            "{Q} saw {P} with {t}. \"What are you doing?\" \"I am {using},\" said {P}.",
            "{P} tried to {use} with {u}, but that did not work. So {she} took {t} and {used}.",
            "\"May I use {t}?\" asked {P}. {O}, the owner, said yes. {P} {used} and was happy.",
            "Because {P} had to {use}, {she} asked {O} for {t}. With {t} {she} {used}.",
            "{P} picked up {t} and {used}. {Q} helped {P} with {using}.",
            "After {using}, {P} put {t} back in {place}.");
    return Phrase.of(pattern)
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .with("O", thing.owner().name())
        .with("She", English.capital(people.get(0).she()))
        .with("she", people.get(0).she())
        .with("t", thing.phrase())
        .with("u", things.get(1).phrase())
        .with("place", thing.place())
        .with("use", thing.use().base())
        .with("used", thing.use().past())
        .with("using", thing.use().gerund())
        .sentence();
  }
}
