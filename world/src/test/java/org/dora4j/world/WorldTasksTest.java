package org.dora4j.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dora4j.world.lore.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorldTasksTest {
  private final WorldTasks tasks = new WorldTasks(World.of(1), 1);

  @ParameterizedTest
  @EnumSource(WorldTask.class)
  void oneSeedAsksTheSame(WorldTask task) {
    WorldTasks again = new WorldTasks(World.of(1), 1);
    assertThat(again.train(task, 100)).isEqualTo(tasks.train(task, 100));
    assertThat(new WorldTasks(World.of(1), 2).train(task, 100))
        .isNotEqualTo(tasks.train(task, 100));
  }

  @ParameterizedTest
  @EnumSource(WorldTask.class)
  void everyAnswerIsRightEquallyOften(WorldTask task) {
    int each = 30;
    for (List<WorldItem> split : splits(task, each * task.answers().size())) {
      Map<String, Long> counts =
          split.stream().collect(Collectors.groupingBy(WorldItem::answer, Collectors.counting()));
      assertThat(counts.keySet()).hasSameElementsAs(task.answers());
      assertThat(counts.values()).containsOnly((long) each);
    }
  }

  @ParameterizedTest
  @EnumSource(WorldTask.class)
  void noExampleOccursTwice(WorldTask task) {
    for (List<WorldItem> split : splits(task, 200)) {
      assertThat(split.stream().map(WorldItem::instruction).toList()).doesNotHaveDuplicates();
    }
  }

  @Test
  void noTrainingExampleOfAnyTaskAsksForWhatATestExampleAsksFor() {
    Set<String> trained = new HashSet<>();
    Set<String> tested = new HashSet<>();
    for (WorldTask task : WorldTask.values()) {
      tasks.train(task, 1500).forEach(item -> trained.add(item.key()));
      tasks.test(task, 150).forEach(item -> tested.add(item.key()));
    }
    assertThat(tested).isNotEmpty().doesNotContainAnyElementsOf(trained);
  }

  @ParameterizedTest
  @EnumSource(WorldTask.class)
  void instructionsAreShortAndNameTheirAnswers(WorldTask task) {
    assertThat(tasks.test(task, 100))
        .allSatisfy(
            item -> {
              assertThat(item.instruction())
                  .endsWith("Answer format: " + String.join("/", task.answers()));
              assertThat(item.instruction().split("\\s+").length).isLessThan(60);
              assertThat(item.output()).isEqualTo("the correct answer is " + item.answer());
            });
  }

  @Test
  void instructionsHaveTheWordingOfTheRealSets() {
    List<String> none = List.of();
    assertThat(WorldTask.BOOLQ.instruction("is it red?", none))
        .isEqualTo(
            "Please answer the following question with true or false, question: is it red?\n\nAnswer format: true/false");
    assertThat(WorldTask.PIQA.instruction("Eat", List.of("x", "y")))
        .isEqualTo(
            "Please choose the correct solution to the question: Eat\n\nSolution1: x\n\nSolution2: y\n\n"
                + "Answer format: solution1/solution2");
    assertThat(WorldTask.SIQA.instruction("Why?", List.of("x", "y", "z")))
        .isEqualTo(
            "Please choose the correct answer to the question: Why?\n\nAnswer1: x Answer2: y Answer3: z\n\n"
                + "Answer format: answer1/answer2/answer3");
    assertThat(WorldTask.HELLASWAG.instruction("She", List.of("w", "x", "y", "z")))
        .isEqualTo(
            "Please choose the correct ending to complete the given sentence: She\n\n"
                + "Ending1: w Ending2: x Ending3: y Ending4: z\n\nAnswer format: ending1/ending2/ending3/ending4");
    assertThat(WorldTask.WINOGRANDE.instruction("_ ran.", List.of("x", "y")))
        .isEqualTo(
            "Please choose the correct answer to fill in the blank to complete the given sentence: _ ran.\n\n"
                + "Option1: x Option2: y Answer format: option1/option2");
  }

  @Test
  void askingForMoreThanThereIsSaysHowManyThereAre() {
    assertThatThrownBy(() -> tasks.test(WorldTask.BOOLQ, 100_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("world-boolq")
        .hasMessageContaining("Ask for fewer");
  }

  private List<List<WorldItem>> splits(WorldTask task, int count) {
    return List.of(tasks.train(task, count), tasks.test(task, count));
  }
}
