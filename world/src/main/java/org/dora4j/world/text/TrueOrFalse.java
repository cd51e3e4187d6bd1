package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Keys;
import org.dora4j.world.task.Split;

/**
 * Statements and whether they hold, with the correction of those that do not; nothing that tests
 * ask.
 */
final class TrueOrFalse implements Paragraph {
  private final World world;
  private final Split split;
  private final List<Fact> facts;

  TrueOrFalse(World world, Split split) {
    this.world = world;
    this.split = split;
    this.facts = world.facts().all().stream().filter(fact -> !split.isForTest(fact.key())).toList();
  }

  @Override
  public String write(Dice dice) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 2 + dice.below(2); i++) {
      lines.add(dice.oneIn(4) ? order(dice) : statement(dice));
    }
    return String.join(" ", lines);
  }

  private String statement(Dice dice) {
    Fact fact = dice.pick(facts);
    Fact said = dice.oneIn(2) ? fact : fact.with(dice.pick(world.facts().values(fact.relation())));
    boolean holds = said.equals(fact);
    return Phrase.of(
            dice.pick(
                "True or false: {said} {True}.",
                "{check} {Yes}.{fix}",
                "True or false: {check} {True}.",
                "Question: {check} Answer: {true}.",
                "Say true or false: {check}\n{true}",
                "{check} Say true or false. The answer is {true}.{fix}",
                "Somebody says: \"{said}\" That is {true}.{fix}",
                "It is {true} that {clause}.{fix}"))
        .with("said", said.fill("{s} " + said.predicate() + "."))
        .with("clause", said.subject().phrase() + " " + said.predicate())
        .with("check", English.capital(said.yesNoQuestion()))
        .with("Yes", holds ? "Yes" : "No")
        .with("True", holds ? "True" : "False")
        .with("true", holds ? "true" : "false")
        .with("fix", holds ? "" : " " + fact.fill(dice.pick(fact.relation().says())))
        .text();
  }

  private String order(Dice dice) {
    Scale scale = dice.pick(world.scales());
    List<Subject> two = scale.ladder(dice, 2);
    while (split.isForTest(Keys.order(scale, two))) {
      two = scale.ladder(dice, 2);
    }
    boolean holds = dice.oneIn(2);
    String a = two.get(holds ? 0 : 1).phrase();
    String b = two.get(holds ? 1 : 0).phrase();
    return Phrase.of(
            dice.pick(
                "True or false: {A} is {more} than {b}. {True}.",
                "Is {a} {more} than {b}? {Yes}.",
                "Is {b} {less} than {a}? {Yes}."))
        .with("a", a)
        .with("b", b)
        .with("A", English.capital(a))
        .with("more", scale.more())
        .with("less", scale.less())
        .with("Yes", holds ? "Yes" : "No")
        .with("True", holds ? "True" : "False")
        .text();
  }
}
