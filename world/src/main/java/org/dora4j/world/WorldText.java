package org.dora4j.world;

import java.util.stream.Stream;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;
import org.dora4j.world.text.Paragraph;
import org.dora4j.world.text.Paragraphs;

/**
 * English about the toy world for pre-training: portraits, comparisons, little stories,
 * conversations, riddles and quizzes. Every statement about the world is true in it; invented
 * episodes (who carried what where) come and go.
 */
public final class WorldText {
  private static final int LEAST_CHARACTERS = 700;
  private final Paragraph paragraphs;
  private final Dice dice;

  /**
   * Text about one world.
   *
   * @param seed decides what is told, not what is true, and which knowledge is told but never asked
   *     for with options, as in {@link WorldTasks}
   */
  public WorldText(World world, long seed) {
    paragraphs = new Paragraphs(world, new Split(seed));
    dice = new Dice(seed ^ 0x7465_7874L);
  }

  /**
   * The next document: a few paragraphs, between 700 and about 1,500 characters (some 200 to 400
   * tokens).
   */
  public String document() {
    StringBuilder text = new StringBuilder();
    while (text.length() < LEAST_CHARACTERS) {
      text.append(text.isEmpty() ? "" : "\n").append(paragraphs.write(dice));
    }
    return text.toString();
  }

  /** Documents without end. */
  public Stream<String> documents() {
    return Stream.generate(this::document).sequential();
  }
}
