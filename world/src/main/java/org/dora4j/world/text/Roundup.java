package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Relation;
import org.dora4j.world.lore.Sort;
import org.dora4j.world.lore.World;

/** Goes through several subjects with one property in mind: who shares it, who differs. */
final class Roundup implements Paragraph {
  private final World world;

  Roundup(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    Relation relation = dice.pick(world.facts().relations());
    List<Fact> facts = dice.pick(world.facts().of(relation), 4);
    return dice.oneIn(3) ? shared(dice, facts.get(0)) : pairs(dice, facts);
  }

  private String pairs(Dice dice, List<Fact> facts) {
    List<String> sentences = new ArrayList<>();
    for (int i = 0; i < 4; i += 2) {
      Fact one = facts.get(i);
      Fact two = facts.get(i + 1);
      String a = one.subject().phrase();
      String b = two.subject().phrase();
      if (one.value().equals(two.value())) {
        sentences.add(
            English.capital(
                dice.pick(
                    a + " " + one.predicate() + ", and so is it with " + b + ".",
                    "like " + a + ", " + b + " " + two.predicate() + ".")));
      } else {
        sentences.add(
            English.capital(
                dice.pick(
                    a + " " + one.predicate() + ", but " + b + " " + two.predicate() + ".",
                    a
                        + " "
                        + one.predicate()
                        + ". "
                        + English.capital(b)
                        + " "
                        + two.predicate()
                        + ".",
                    "unlike " + b + ", " + a + " " + one.predicate() + ".",
                    a
                        + " "
                        + one.with(two.value()).denial()
                        + ". It is "
                        + b
                        + " that "
                        + two.predicate()
                        + ".")));
      }
    }
    return String.join(" ", sentences);
  }

  private String shared(Dice dice, Fact wanted) {
    List<String> same =
        world.facts().of(wanted.relation()).stream()
            .filter(fact -> fact.value().equals(wanted.value()))
            .map(fact -> fact.subject().phrase())
            .toList();
    List<String> shown = dice.pick(same, Math.min(same.size(), 4));
    String names = English.list(shown, "and");
    String word = wanted.subject().sort() == Sort.PERSON ? "Who" : dice.pick("What", "Which one");
    return word
        + " "
        + wanted.predicate()
        + dice.pick("? ", "? Let us see: ")
        + English.capital(names)
        + ".";
  }
}
