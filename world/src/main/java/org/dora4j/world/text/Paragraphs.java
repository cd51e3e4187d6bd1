package org.dora4j.world.text;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;

/** Every kind of paragraph, each as often as its weight says. */
public final class Paragraphs implements Paragraph {
  private final List<Paragraph> urn = new ArrayList<>();

  /** The paragraphs about one world. */
  public Paragraphs(World world) {
    add(6, new Portrait(world));
    add(4, new Roundup(world));
    add(3, new Comparison(world));
    add(2, new Journey(world));
    add(1, new Gift(world));
    add(1, new Counting(world));
    add(4, new Mishap(world));
    add(3, new Errand(world));
    add(4, new Conversation(world));
    add(8, new Quiz(world));
    add(4, new TrueOrFalse(world));
    add(3, new Behaviour(world));
    add(2, new Nature(world));
    add(3, new Riddle(world));
    add(3, new Choice(world));
    add(3, new Meaning(world));
    add(2, new Advice(world));
    add(3, new Lesson(world));
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
