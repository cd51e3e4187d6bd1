package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Relation;
import org.dora4j.world.lore.World;

/** Headings with lines below them, moved in by some spaces, as notes and forms have them. */
final class Outline implements Paragraph {
  private static final int DEEPEST = 16;
  private final World world;

  Outline(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    String indent = " ".repeat(1 + dice.below(DEEPEST));
    String heading = dice.pick("", "# ", "## ", "### ");
    Relation relation = dice.pick(world.facts().relations());
    List<Fact> facts = dice.pick(world.facts().of(relation), 2 + dice.below(2));
    StringBuilder text = new StringBuilder();
    for (Fact fact : facts) {
      boolean asks = dice.oneIn(2);
      String title = asks ? dice.pick("Question", "Task", "Instruction") : "Note";
      text.append(dice.oneIn(2) ? indent : "").append(heading).append(title).append(":\n");
      text.append(indent).append(asks ? fact.question() : sentence(fact)).append('\n');
      if (asks) {
        String answer = dice.pick("Answer", "Response", "Input");
        text.append(dice.oneIn(2) ? indent : "").append(heading).append(answer).append(":\n");
        text.append(indent).append(fact.value()).append('\n');
      }
      text.append(dice.pick("", "\n", indent + "\n"));
    }
    return text.toString().stripTrailing();
  }

  private static String sentence(Fact fact) {
    return English.capital(fact.subject().phrase()) + " " + fact.predicate() + ".";
  }
}
