package org.dora4j.world.task;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.Person;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.World;

/** Which of the two is meant in the blank? After WinoGrande. */
public final class Blank implements QuestionMaker {
  /**
   * For each scale: sentences whose blank is the greater, then sentences whose blank is the lesser.
   */
  private static final List<List<List<String>>> ORDERED =
      List.of(
          List.of(
              List.of(
                  "{P} carried {x} and {y}. The heavy one was _.",
                  "{x} and {y} fell. The louder noise came from _."),
              List.of(
                  "{P} carried {x} and {y}. The light one was _.",
                  "{P} could lift only one of {x} and {y}: it was _.")),
          List.of(
              List.of(
                  "{P} laid {x} beside {y}. The longer one was _.",
                  "Of {x} and {y}, only one is too long for the bag: _."),
              List.of(
                  "{P} laid {x} beside {y}. The shorter one was _.",
                  "Of {x} and {y}, only one fits in the small bag: _.")),
          List.of(
              List.of(
                  "{P} saw {x} next to {y}. The big one was _.",
                  "Of {x} and {y}, one is too big for the little house: _."),
              List.of(
                  "{P} saw {x} next to {y}. The small one was _.",
                  "Of {x} and {y}, one can hide behind the other: _.")),
          List.of(
              List.of(
                  "{x} and {y} met. The older one was _.",
                  "Of {x} and {y}, one was born first: _."),
              List.of(
                  "{x} and {y} met. The younger one was _.",
                  "Of {x} and {y}, one was born later: _.")));

  /** Sentences whose blank is the first person, then sentences whose blank is the second. */
  private static final List<List<String>> ROLES =
      List.of(
          List.of(
              "{P} helped {Q}, so {Q} thanked _.",
              "{P} asked {Q} for help, because the one who was stuck was _.",
              "{P} taught {Q} a song. The teacher was _.",
              "{P} won the game against {Q}. The prize went to _.",
              "{P} was late, so {Q} had to wait for _.",
              "{P} told {Q} a story. The one who talked was _.",
              "{P} followed {Q}. The one who walked behind was _."),
          List.of(
              "{P} helped {Q}, so {P} got thanks from _.",
              "{P} asked {Q} for help, because the one who knew what to do was _.",
              "{P} taught {Q} a song. The one who learned it was _.",
              "{P} won the game against {Q}. The one who lost was _.",
              "{P} was late, so the one who had to wait was _.",
              "{P} told {Q} a story. The one who listened was _.",
              "{P} followed {Q}. The one who walked in front was _."));

  private final World world;

  /** Questions about one world. */
  public Blank(World world) {
    this.world = world;
  }

  @Override
  public Question make(Dice dice) {
    return dice.oneIn(2) ? order(dice) : role(dice);
  }

  private Question order(Dice dice) {
    int which = dice.below(ORDERED.size());
    Scale scale = world.scales().get(which);
    List<Subject> pair = scale.ladder(dice, 2);
    List<Subject> shown = dice.shuffled(pair);
    int right = dice.below(2);
    String text =
        Phrase.of(dice.pick(ORDERED.get(which).get(right)))
            .with("x", shown.get(0).phrase())
            .with("y", shown.get(1).phrase())
            .with("P", dice.pick(world.people()).name())
            .sentence();
    return new Question(
        Keys.order(scale, pair),
        text,
        pair.get(right).phrase(),
        List.of(pair.get(1 - right).phrase()));
  }

  private Question role(Dice dice) {
    int right = dice.below(2);
    int pattern = dice.below(ROLES.get(right).size());
    List<Person> pair = dice.pick(world.people(), 2);
    String first = pair.get(0).name();
    String second = pair.get(1).name();
    return new Question(
        "role/" + pattern + "/" + first + "/" + second,
        Phrase.of(ROLES.get(right).get(pattern)).with("P", first).with("Q", second).text(),
        right == 0 ? first : second,
        List.of(right == 0 ? second : first));
  }
}
