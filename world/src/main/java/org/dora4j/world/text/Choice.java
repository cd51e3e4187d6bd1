package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Relation;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;

/**
 * Somebody is asked to pick the one that fits out of two to four, and does; nothing that tests ask.
 */
final class Choice implements Paragraph {
  private final World world;
  private final List<Fact> facts;

  Choice(World world, Split split) {
    this.world = world;
    this.facts = world.facts().all().stream().filter(fact -> !split.isForTest(fact.key())).toList();
  }

  @Override
  public String write(Dice dice) {
    Fact right = dice.pick(facts);
    Relation relation = right.relation();
    List<Fact> others =
        dice.shuffled(world.facts().of(relation)).stream()
            .filter(fact -> !fact.value().equals(right.value()))
            .limit(1 + dice.below(3))
            .toList();
    List<String> names =
        new ArrayList<>(others.stream().map(fact -> fact.subject().phrase()).toList());
    List<String> values = new ArrayList<>(others.stream().map(Fact::value).distinct().toList());
    names.add(right.subject().phrase());
    values.add(right.value());
    boolean pickSubject = dice.oneIn(2);
    String list = English.list(dice.shuffled(pickSubject ? names : values), "or");
    String answer = pickSubject ? right.subject().phrase() : right.value();
    String ask =
        pickSubject
            ? right.subject().questionWord() + " " + right.predicate() + "?"
            : right.question();
    List<Person> people = dice.pick(world.people(), 2);
    return Phrase.of(
            dice.pick(
                "{ask} Is it {list}? It is {answer}.",
                "{P} asked {Q}: \"{ask} {List}?\" \"{Answer},\" said {Q}.",
                "{List}? {ask} {Answer}."))
        .with("ask", ask)
        .with("list", list)
        .with("List", English.capital(list))
        .with("answer", answer)
        .with("Answer", English.capital(answer))
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .sentence();
  }
}
