package org.dora4j.world.task;

import java.util.List;
import java.util.function.Function;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Situation;
import org.dora4j.world.lore.World;

/** How does somebody feel, what comes next, what came before? After SIQA. */
public final class Motive implements QuestionMaker {
  private final World world;

  /** Questions about one world. */
  public Motive(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return switch (dice.below(3)) {
      case 0 -> ask(dice, "feeling", "How does {P} feel?", Situation::feeling);
      case 1 -> ask(dice, "wish", "What will {P} want to do next?", Situation::wish);
      default -> ask(dice, "need", "What does {P} need to do before this?", Situation::need);
    };
  }

  private Question ask(
      Dice dice, String aspect, String question, Function<Situation, String> answer) {
    List<Situation> shuffled = dice.shuffled(world.situations());
    Situation situation = shuffled.get(0);
    List<Person> people = dice.pick(world.people(), 2);
    Function<String, String> named = text -> Situation.with(text, people.get(0), people.get(1));
    return new Question(
        "situation/" + world.situations().indexOf(situation) + "/" + aspect,
        English.capital(named.apply(situation.event())) + ". " + named.apply(question),
        named.apply(answer.apply(situation)),
        shuffled.subList(1, 3).stream().map(answer).map(named).toList());
  }
}
