package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Relation;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;

/** One list of values, several subjects, and for each subject the label of its value. */
final class Matching implements Paragraph {
  private static final int FEWEST_VALUES = 2;
  private static final int MOST_SUBJECTS = 6;
  private final Split split;
  private final World world;
  private final List<Relation> relations;

  Matching(World world, Split split) {
    this.split = split;
    this.world = world;
    this.relations =
        world.facts().relations().stream()
            .filter(relation -> world.facts().values(relation).size() > FEWEST_VALUES)
            .toList();
  }

  @Override
  public String write(Dice dice) {
    Relation relation = dice.pick(relations);
    List<String> values = world.facts().values(relation);
    List<String> options = dice.pick(values, Math.min(values.size(), 2 + dice.below(3)));
    Labels labels = Labels.any(dice);
    List<Fact> facts =
        dice.shuffled(world.facts().of(relation)).stream()
            .filter(fact -> options.contains(fact.value()) && !split.isForTest(fact.key()))
            .limit(MOST_SUBJECTS)
            .toList();
    boolean asksInFull = dice.oneIn(2);
    String between = dice.pick(" ", "\n");
    List<String> lines = new ArrayList<>(List.of(labels.list(options)));
    for (Fact fact : facts) {
      String label = labels.named().get(options.indexOf(fact.value()));
      lines.add(
          asksInFull ? fact.question() + between + label : fact.fill("{s}:") + between + label);
    }
    return String.join("\n", lines);
  }
}
