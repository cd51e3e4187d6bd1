package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;

/** Two people ask each other about the world; yes-no questions ask nothing that tests ask. */
final class Conversation implements Paragraph {
  private static final List<String> OPEN =
      List.of(
          "\"{ask}\" asked {P}. \"{it}\" said {Q}.",
          "{P}: {ask} {Q}: {full}",
          "{P} wanted to know: {ask} \"{value},\" said {Q}. \"{full}\"");
  private static final List<String> YES_OR_NO =
      List.of(
          "\"{check}\" asked {P}. \"{yes}, it {is},\" said {Q}. \"{full}\"",
          "{P}: {check} {Q}: {yes}. {full}",
          "{P} thought: {check} {yes}! {full}");
  private final World world;
  private final Split split;

  Conversation(World world, Split split) {
    this.world = world;
    this.split = split;
  }

  @Override
  public String write(Dice dice) {
    List<Person> people = dice.pick(world.people(), 2);
    StringBuilder talk = new StringBuilder();
    for (int i = 0; i <= dice.below(3); i++) {
      talk.append(i == 0 ? "" : "\n")
          .append(exchange(dice, people.get(i % 2), people.get((i + 1) % 2)));
    }
    return talk.toString();
  }

  private Fact about(Dice dice, Person asker, Person answerer) {
    while (true) {
      Fact fact = dice.pick(world.facts().all());
      if (!fact.subject().equals(asker.subject()) && !fact.subject().equals(answerer.subject())) {
        return fact;
      }
    }
  }

  private String exchange(Dice dice, Person asker, Person answerer) {
    Fact fact = about(dice, asker, answerer);
    Fact wrong = fact.with(dice.pick(world.facts().values(fact.relation())));
    String truth = fact.fillWithPronoun(dice.pick(fact.relation().says()));
    String full = fact.fill(dice.pick(fact.relation().says()));
    boolean open = split.isForTest(fact.key()) || dice.oneIn(2);
    String pattern = dice.pick(open ? OPEN : YES_OR_NO);
    return Phrase.of(pattern)
        .with("P", asker.name())
        .with("Q", answerer.name())
        .with("ask", fact.question())
        .with("check", English.capital(wrong.yesNoQuestion()))
        .with("it", truth.substring(0, truth.length() - 1) + ",")
        .with("full", full)
        .with("value", English.capital(fact.value()))
        .with("yes", wrong.equals(fact) ? "Yes" : "No")
        .with("is", wrong.equals(fact) ? "is so" : "is not so")
        .text();
  }
}
