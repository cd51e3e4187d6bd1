package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.World;

/** Tells several facts about one subject, with pronouns after the first sentence. */
final class Portrait implements Paragraph {
  private final World world;

  Portrait(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    Subject subject = dice.pick(world.facts().subjects());
    List<Fact> facts = dice.shuffled(world.facts().of(subject));
    List<String> sentences = new ArrayList<>();
    for (Fact fact : facts.subList(0, Math.min(facts.size(), 2 + dice.below(5)))) {
      if (sentences.isEmpty()) {
        sentences.add(fact.fill(dice.pick(fact.relation().says())));
      } else if (dice.oneIn(4) && sentences.size() > 1) {
        int last = sentences.size() - 1;
        String clause = subject.pronouns().subject() + " " + fact.predicate();
        sentences.set(last, joined(sentences.get(last), clause + "."));
      } else {
        sentences.add(fact.fillWithPronoun(dice.pick(fact.relation().says())));
      }
    }
    return String.join(" ", sentences);
  }

  private static String joined(String sentence, String clause) {
    return sentence.substring(0, sentence.length() - 1) + ", and " + clause;
  }
}
