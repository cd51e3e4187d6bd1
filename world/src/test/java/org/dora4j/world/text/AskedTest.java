package org.dora4j.world.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dora4j.world.WorldItem;
import org.dora4j.world.WorldTask;
import org.dora4j.world.WorldTasks;
import org.dora4j.world.WorldText;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.World;
import org.dora4j.world.task.Split;
import org.junit.jupiter.api.Test;

/** The text tells what the tests ask for, but does not ask it as tests do. */
class AskedTest {
  private static final long SEED = 1;
  private final World world = World.of(SEED);
  private final Split split = new Split(SEED);

  private Stream<WorldItem> testItems() {
    WorldTasks tasks = new WorldTasks(world, SEED);
    return Stream.of(WorldTask.values()).flatMap(task -> tasks.test(task, 100).stream());
  }

  /** Questions that name what they ask for; "Which of these is red?" could ask for anything. */
  private Set<String> testQuestions() {
    Set<String> questions =
        testItems()
            .map(item -> item.instruction().split("\n\n", 2)[0])
            .map(text -> text.substring(text.indexOf(": ") + 2).toLowerCase(Locale.ROOT))
            .filter(text -> !text.startsWith("which of these") && !text.startsWith("who "))
            .filter(text -> world.things().stream().noneMatch(t -> t.use().base().equals(text)))
            .collect(Collectors.toSet());
    assertThat(questions).hasSizeGreaterThan(300);
    return questions;
  }

  @Test
  void neitherQuizzesNorYesNoQuestionsAskWhatTestsAsk() {
    Dice dice = new Dice(3);
    List<Paragraph> asking =
        List.of(
            new Quiz(world, split),
            new Matching(world, split),
            new Choice(world, split),
            new TrueOrFalse(world, split));
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      all.append(asking.get(i % asking.size()).write(dice)).append('\n');
    }
    String text = all.toString().toLowerCase(Locale.ROOT);
    assertThat(testQuestions()).noneMatch(text::contains);
  }

  @Test
  void conversationsAskNoYesNoQuestionOfATest() {
    Dice dice = new Dice(3);
    Paragraph conversation = new Conversation(world, split);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      all.append(conversation.write(dice)).append('\n');
    }
    String text = all.toString().toLowerCase(Locale.ROOT);
    Set<String> yesOrNo =
        new WorldTasks(world, SEED)
            .test(WorldTask.BOOLQ, 100).stream()
                .map(item -> item.instruction().split("question: ", 2)[1].split("\n", 2)[0])
                .collect(Collectors.toSet());
    assertThat(yesOrNo).noneMatch(text::contains);
  }

  @Test
  void noTestExampleStandsInTheText() {
    String text = new WorldText(world, SEED).documents().limit(5_000).collect(Collectors.joining());
    assertThat(text).doesNotContain("Answer format:", "the correct answer is");
    assertThat(testItems()).noneMatch(item -> text.contains(item.instruction()));
  }
}
