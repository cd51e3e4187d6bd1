package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.World;

/** Sentences with two candidates for one role, and which of the two is meant. */
final class Meaning implements Paragraph {
  private final World world;

  Meaning(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    return switch (dice.below(3)) {
      case 0 -> weights(dice);
      case 1 -> ages(dice);
      default -> roles(dice);
    };
  }

  private String weights(Dice dice) {
    int which = dice.below(3);
    Scale scale = world.scales().get(which);
    List<Subject> two = scale.ladder(dice, 2);
    String pattern =
        List.of(
                dice.pick(
                    "{P} could lift {b} but not {a}, because {a} was too heavy.",
                    "{P} dropped {a} and {b}. The louder noise came from {a}, because it is heavier.",
                    "{b} is easy to carry, but {a} is hard to carry, because {a} is heavier."),
                dice.pick(
                    "{b} fits in the small bag, but {a} does not, because {a} is too long.",
                    "{P} laid {b} beside {a}. {A} was the longer one, and {b} was the shorter one.",
                    "{a} would not go through the little door, but {b} did, because {b} is shorter."),
                dice.pick(
                    "{P} saw {a} next to {b}. The big one was {a}, and the small one was {b}.",
                    "{b} can hide behind {a}, because {a} is bigger.",
                    "The little house has room for {b} but not for {a}, because {a} is too big."))
            .get(which);
    return Phrase.of(pattern)
        .with("a", two.get(0).phrase())
        .with("A", English.capital(two.get(0).phrase()))
        .with("b", two.get(1).phrase())
        .with("P", dice.pick(world.people()).name())
        .sentence();
  }

  private String ages(Dice dice) {
    List<Subject> two = world.scales().get(3).ladder(dice, 2);
    return Phrase.of(
            dice.pick(
                "{a} is older than {b}, so {a} was born first and {b} was born later.",
                "{a} was born before {b}. So {b} is the younger one of the two.",
                "When {b} was born, {a} was already there, because {a} is older."))
        .with("a", two.get(0).phrase())
        .with("b", two.get(1).phrase())
        .sentence();
  }

  private String roles(Dice dice) {
    List<Person> two = dice.pick(world.people(), 2);
    return Phrase.of(
            dice.pick(
                "{P} helped {Q}, so {Q} thanked {P}.",
                "{P} asked {Q} for help, because {P} was stuck. {Q} knew what to do.",
                "{P} taught {Q} a song. So {Q} learned it, and {P} was the teacher.",
                "{P} won the game against {Q}. So {Q} lost, and {P} got the prize.",
                "{P} was late, so {Q} had to wait for {P}.",
                "{P} threw the ball to {Q}, and {Q} caught it.",
                "{P} told {Q} a story. {Q} listened while {P} talked.",
                "{P} followed {Q}. So {Q} walked in front and {P} walked behind.",
                "{P} paid {Q} for the work. So {Q} got the money that {P} gave."))
        .with("P", two.get(0).name())
        .with("Q", two.get(1).name())
        .sentence();
  }
}
