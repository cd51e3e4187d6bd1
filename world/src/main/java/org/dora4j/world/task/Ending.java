package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Situation;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;

/** How does the story go on? After HellaSwag. */
public final class Ending implements QuestionMaker {
  private final World world;

  /** Questions about one world. */
  public Ending(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return dice.oneIn(3) ? situation(dice) : use(dice);
  }

  private Question use(Dice dice) {
    List<Thing> things = dice.pick(world.things(), 4);
    Thing thing = things.get(0);
    String text =
        dice.pick(
            "{P} took {t} and",
            "{P} picked up {t} and",
            "{P} went to get {t}. Then {she}",
            "With {t}, {P}");
    Person person = dice.pick(world.people());
    return new Question(
        world.facts().of(thing.subject(), "use").key(),
        Phrase.of(text)
            .with("P", person.name())
            .with("she", person.she())
            .with("t", thing.phrase())
            .text(),
        thing.use().past() + ".",
        things.subList(1, 4).stream().map(other -> other.use().past() + ".").toList());
  }

  private Question situation(Dice dice) {
    List<Situation> situations = dice.pick(world.situations(), 4);
    Situation situation = situations.get(0);
    List<Person> people = dice.pick(world.people(), 2);
    Person one = people.get(0);
    Person other = people.get(1);
    return new Question(
        "situation/" + world.situations().indexOf(situation) + "/wish",
        English.capital(Situation.with(situation.event(), one, other)) + ", so " + one.she(),
        Situation.with(situation.then(), one, other) + ".",
        situations.subList(1, 4).stream()
            .map(s -> Situation.with(s.then(), one, other) + ".")
            .toList());
  }
}
