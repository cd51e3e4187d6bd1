package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.World;

/** Is this so? One fact, or the comparison of two subjects; after BoolQ. */
public final class YesNo implements QuestionMaker {
  private final World world;

  /** Questions about one world. */
  public YesNo(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return dice.oneIn(5) ? comparison(dice) : fact(dice);
  }

  private Question fact(Dice dice) {
    Fact fact = dice.pick(world.facts().all());
    Fact asked = dice.oneIn(2) ? fact : fact.with(dice.pick(world.facts().values(fact.relation())));
    return answer(fact.key(), asked.yesNoQuestion(), world.facts().holds(asked));
  }

  private Question comparison(Dice dice) {
    Scale scale = dice.pick(world.scales());
    List<Subject> pair = dice.shuffled(scale.ladder(dice, 2));
    boolean more = dice.oneIn(2);
    boolean holds = more == scale.exceeds(pair.get(0), pair.get(1));
    String text =
        "is "
            + pair.get(0).phrase()
            + " "
            + (more ? scale.more() : scale.less())
            + " than "
            + pair.get(1).phrase()
            + "?";
    return answer(Keys.order(scale, pair), text, holds);
  }

  private static Question answer(String key, String text, boolean holds) {
    return new Question(key, text, Boolean.toString(holds), List.of(Boolean.toString(!holds)));
  }
}
