package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;

/** An episode with small sums. */
final class Counting implements Paragraph {
  private static final List<String> COUNTED =
      List.of(
          "apples",
          "pears",
          "cherries",
          "lemons",
          "carrots",
          "onions",
          "potatoes",
          "eggs",
          "coins",
          "stones");
  private final World world;

  Counting(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    List<Person> people = dice.pick(world.people(), 2);
    int more = 2 + dice.below(5);
    int all = more + 2 + dice.below(6);
    String pattern =
        dice.pick(
            "{P} had {a} {n}. {Q} gave {her} {b} more. How many {n} did {P} have then? {P} had {c} {n}, because {a} and "
                + "{b} make {c}.",
            "There were {c} {n} on the table. {P} took {b} of them. Then {a} {n} were left.",
            "{P} counted the {n}: there were {c}. {Q} took {b} away, and {P} counted again: {a}.",
            "{a} {n} and {b} {n} are {c} {n}. {c} {n} without {b} {n} are {a} {n}.",
            "{P} found {a} {n} and {Q} found {b}. Together they had {c} {n}.");
    return Phrase.of(pattern)
        .with("P", people.get(0).name())
        .with("Q", people.get(1).name())
        .with("her", people.get(0).her())
        .with("n", dice.pick(COUNTED))
        .with("a", English.number(all - more))
        .with("b", English.number(more))
        .with("c", English.number(all))
        .sentence();
  }
}
