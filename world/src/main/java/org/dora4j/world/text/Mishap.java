package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Situation;
import org.dora4j.world.lore.World;

/** Something happens to somebody: what came before, how it felt, what came next. */
final class Mishap implements Paragraph {
  private final World world;

  Mishap(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    Situation s = dice.pick(world.situations());
    List<Person> people = dice.pick(world.people(), 2);
    Person one = people.get(0);
    String pattern =
        dice.pick(
            "{P} {first}. Then {event}. {P} felt {feeling} and wanted to {wish}. So {she} {then}.",
            "{event}. {P} felt {feeling}. What did {P} want to do? {Capital} wanted to {wish}.",
            "Yesterday {event}. Before this, {P} had to {need}. After this, {she} {then}.",
            "{event}, so {she} felt {feeling}. {Q} asked, \"How do you feel?\" \"I feel {feeling},\" said {P}.",
            "Why did {P} feel {feeling}? Because {event}. To feel better, {she} {then}.",
            "{event}. {Capital} felt {feeling}, so {she} {then}.",
            "First {P} {first}. After that, {event}. In the end {P} {then}.",
            "\"{P} feels {feeling},\" said {Q}. \"What happened?\" \"{event}. Soon {she} will {wish}.\"",
            "When {event}, {P} was {feeling}. Anybody would be {feeling}. Next {P} {then}.");
    return Phrase.of(pattern)
        .with("event", Situation.with(s.event(), one, people.get(1)))
        .with("first", Situation.with(s.first(), one, people.get(1)))
        .with("need", Situation.with(s.need(), one, people.get(1)))
        .with("wish", Situation.with(s.wish(), one, people.get(1)))
        .with("then", Situation.with(s.then(), one, people.get(1)))
        .with("feeling", s.feeling())
        .with("she", one.she())
        .with("Capital", English.capital(one.she()))
        .with("P", one.name())
        .with("Q", people.get(1).name())
        .sentence();
  }
}
