package org.dora4j.world.text;

import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.World;

/** Puts three subjects in order and draws the conclusion. */
final class Comparison implements Paragraph {
  private final World world;

  Comparison(World world) {
    this.world = world;
  }

  @Override
  public String write(Dice dice) {
    Scale scale = dice.pick(world.scales());
    List<String> steps = scale.ladder(dice, 3).stream().map(subject -> subject.phrase()).toList();
    String pattern =
        dice.pick(
            "{a} is {more} than {b}. {B} is {more} than {c}. So {a} is also {more} than {c}.",
            "{a} is {more} than {b}, and {b} is {more} than {c}. {C} is the {least} of the three.",
            "{c} is {less} than {b}. {B} is {less} than {a}. So {a} is the {most} of all.",
            "Of {list}, the {most} is {a} and the {least} is {c}. {B} lies in between.",
            "Put {list} in a row. The {most} is {a}. {C} is {less} than {b}.",
            "{A}, {b}, {c}: each is {more} than the next.",
            "{b} is {less} than {a}, but {more} than {c}.");
    return Phrase.of(pattern)
        .with("a", steps.get(0))
        .with("b", steps.get(1))
        .with("c", steps.get(2))
        .with("A", English.capital(steps.get(0)))
        .with("B", English.capital(steps.get(1)))
        .with("C", English.capital(steps.get(2)))
        .with("list", English.list(dice.shuffled(steps), "and"))
        .with("more", scale.more())
        .with("less", scale.less())
        .with("most", scale.most())
        .with("least", scale.least())
        .sentence();
  }
}
