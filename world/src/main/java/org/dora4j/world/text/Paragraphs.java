package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;

/** Every kind of paragraph, each as often as its weight says. */
public final class Paragraphs implements Paragraph {
  private final List<Paragraph> urn = new ArrayList<>();

  /**
   * The paragraphs about one world.
   *
   * <p>Quizzes, matching and naming are two fifths of the paragraphs: choosing one of several
   * options takes far more practice than knowing the facts.
   *
   * @param split what only tests may ask
   */
  public Paragraphs(World world, Split split) {
    add(6, new Portrait(world));
    add(4, new Roundup(world));
    add(4, new Comparison(world));
    add(1, new Journey(world));
    add(1, new Gift(world));
    add(1, new Counting(world));
    add(4, new Mishap(world));
    add(3, new Errand(world));
    add(4, new Conversation(world, split));
    add(30, new Quiz(world, split));
    add(6, new Matching(world, split));
    add(5, new Naming(world));
    add(6, new TrueOrFalse(world, split));
    add(4, new Behaviour(world));
    add(3, new Nature(world));
    add(3, new Riddle(world));
    add(2, new Choice(world, split));
    add(4, new Meaning(world));
    add(3, new Advice(world));
    add(2, new Lesson(world));
    add(2, new Outline(world));
  }

  private void add(int weight, Paragraph paragraph) {
    for (int i = 0; i < weight; i++) {
      urn.add(paragraph);
    }
  }

  @Override
  public String write(Dice dice) {
    return dice.pick(urn).write(dice);
  }
}
