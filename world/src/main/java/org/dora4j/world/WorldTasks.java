package org.dora4j.world;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Question;
import org.dora4j.world.task.QuestionMaker;
import org.dora4j.world.task.Split;

/**
 * Makes the splits of the toy tasks. Every answer of a task is right equally often. The knowledge
 * that test examples ask for (one key in five) is asked for by no training example of any task, so
 * a right answer there comes from pre-training, not from the training split.
 */
public final class WorldTasks {
  private static final int TRIES_PER_ITEM = 400;
  private final World world;
  private final long seed;
  private final Split split;

  /**
   * Tasks about one world.
   *
   * @param seed decides what is asked and which knowledge is kept for testing
   */
  public WorldTasks(World world, long seed) {
    this.world = world;
    this.seed = seed;
    this.split = new Split(seed);
  }

  /** The training examples of a task, all different. */
  public List<WorldItem> train(WorldTask task, int count) {
    return items(task, count, false);
  }

  /** The test examples of a task, all different. */
  public List<WorldItem> test(WorldTask task, int count) {
    return items(task, count, true);
  }

  private List<WorldItem> items(WorldTask task, int count, boolean test) {
    Dice dice = new Dice(seed * 31 + task.folder().hashCode() * 2L + (test ? 1 : 0));
    QuestionMaker questions = task.questions(world);
    Set<String> seen = new HashSet<>();
    List<WorldItem> items = new ArrayList<>(count);
    long tries = (long) TRIES_PER_ITEM * Math.max(count, 10);
    while (items.size() < count) {
      if (tries-- == 0) {
        throw new IllegalArgumentException(
            "The world has no %d different %s examples of %s; only %d were found. Ask for fewer."
                .formatted(count, test ? "test" : "training", task.folder(), items.size()));
      }
      Question question = questions.make(dice);
      WorldItem item = place(task, question, items.size() % task.answers().size());
      String wanted = task.answers().get(items.size() % task.answers().size());
      if (split.isForTest(question.key()) == test
          && item.answer().equals(wanted)
          && seen.add(item.instruction())) {
        items.add(item);
      }
    }
    return dice.shuffled(items);
  }

  private static WorldItem place(WorldTask task, Question question, int position) {
    if (task == WorldTask.BOOLQ) {
      return new WorldItem(
          task, question.key(), task.instruction(question.text(), List.of()), question.right());
    }
    List<String> options = new ArrayList<>(question.wrong());
    options.add(position, question.right());
    return new WorldItem(
        task,
        question.key(),
        task.instruction(question.text(), options),
        task.answers().get(position));
  }
}
