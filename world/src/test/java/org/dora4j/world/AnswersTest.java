package org.dora4j.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Relation;
import org.dora4j.world.lore.Sort;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;
import org.junit.jupiter.api.Test;

/**
 * Reads printed examples back and looks their answers up in the world, past the code that made
 * them.
 */
class AnswersTest {
  private final World world = World.of(7);
  private final WorldTasks tasks = new WorldTasks(world, 7);

  private record Printed(String question, List<String> options, int right) {
    String answer() {
      return options.get(right);
    }
  }

  private List<Printed> printed(WorldTask task, int count) {
    List<WorldItem> items = new ArrayList<>(tasks.train(task, count));
    items.addAll(tasks.test(task, 100));
    return items.stream().map(item -> read(task, item)).toList();
  }

  private static Printed read(WorldTask task, WorldItem item) {
    String[] parts = item.instruction().split("\n\n", 2);
    String question = parts[0].substring(parts[0].indexOf(": ") + 2);
    String body = parts[1].substring(0, parts[1].indexOf("Answer format:"));
    String label = task.answers().get(0).replaceAll("\\d", "");
    List<String> options =
        Arrays.stream(body.split("(?i)" + label + "\\d: "))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .toList();
    return new Printed(question, options, task.answers().indexOf(item.answer()));
  }

  @Test
  void trueAndFalseFollowTheFacts() {
    List<WorldItem> items = tasks.train(WorldTask.BOOLQ, 1000);
    int seen = 0;
    for (WorldItem item : items) {
      for (Fact fact : world.facts().all()) {
        if (item.key().equals(fact.key())) {
          boolean asksTheFact =
              item.instruction().contains("question: " + fact.yesNoQuestion() + "\n");
          assertThat(item.answer()).as(item.instruction()).isEqualTo(Boolean.toString(asksTheFact));
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(500);
  }

  @Test
  void theRightSolutionUsesTheThingForTheGoal() {
    for (Printed item : printed(WorldTask.PIQA, 500)) {
      Thing named = thingIn(item.answer());
      boolean goal =
          item.question()
                  .toLowerCase(java.util.Locale.ROOT)
                  .contains(named.use().base().toLowerCase(java.util.Locale.ROOT))
              || item.question().contains(named.use().gerund());
      assertThat(goal).as(item.toString()).isTrue();
    }
  }

  @Test
  void oneFactHoldsForTheRightAnswerAndForNoOther() {
    for (Printed item : printed(WorldTask.ARC_EASY, 800)) {
      List<Fact> byValue =
          world.facts().all().stream()
              .filter(fact -> fact.question().equals(item.question()))
              .toList();
      for (int i = 0; i < 4; i++) {
        String option = item.options().get(i);
        boolean holds =
            byValue.isEmpty()
                ? world.facts().all().stream()
                    .filter(fact -> fact.subject().phrase().equals(option))
                    .anyMatch(fact -> item.question().endsWith(" " + fact.predicate() + "?"))
                : byValue.get(0).value().equals(option);
        assertThat(holds).as(item + " option " + i).isEqualTo(i == item.right());
      }
    }
  }

  @Test
  void bothConditionsHoldForTheRightAnswerAndForNoOther() {
    Pattern both = Pattern.compile("Which of these (.+) and (.+)\\?");
    int seen = 0;
    for (Printed item : printed(WorldTask.ARC_CHALLENGE, 800)) {
      Matcher m = both.matcher(item.question());
      if (m.matches()) {
        seen++;
        for (int i = 0; i < 4; i++) {
          List<String> holding =
              world.facts().of(thingIn(item.options().get(i)).subject()).stream()
                  .map(Fact::predicate)
                  .toList();
          assertThat(holding.containsAll(List.of(m.group(1), m.group(2))))
              .isEqualTo(i == item.right());
        }
      }
    }
    assertThat(seen).isGreaterThan(100);
  }

  @Test
  void theHeaviestIsHeavierThanEveryOther() {
    int seen = 0;
    for (Printed item : printed(WorldTask.ARC_CHALLENGE, 800)) {
      if (item.question().equals("Which of these is the heaviest?")) {
        seen++;
        int right = thingIn(item.answer()).grams();
        assertThat(item.options().stream().map(option -> thingIn(option).grams()).toList())
            .allMatch(grams -> grams <= right);
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void traitsFollowFromTheMaterial() {
    int seen = 0;
    for (Printed item : printed(WorldTask.OPENBOOKQA, 800)) {
      if (item.question().equals("Which of these breaks when it falls?")) {
        seen++;
        for (int i = 0; i < 4; i++) {
          String material = thingIn(item.options().get(i)).material().name();
          assertThat(List.of("glass", "clay").contains(material)).isEqualTo(i == item.right());
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void optionsDifferFromEachOther() {
    for (WorldTask task : WorldTask.values()) {
      if (task != WorldTask.BOOLQ) {
        assertThat(printed(task, 300))
            .allSatisfy(item -> assertThat(item.options()).doesNotHaveDuplicates());
      }
    }
  }

  @Test
  void everyValueOfARelationIsAskedForSomewhere() {
    Relation material =
        world.facts().of(world.facts().subject(Sort.THING, "hammer"), "material").relation();
    List<String> answers = printed(WorldTask.ARC_EASY, 3000).stream().map(Printed::answer).toList();
    assertThat(answers).containsAll(world.facts().values(material));
  }

  private Thing thingIn(String text) {
    return world.things().stream()
        .filter(thing -> (" " + text + " ").replace(".", " ").contains(" " + thing.phrase() + " "))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No thing is named in: " + text));
  }
}
