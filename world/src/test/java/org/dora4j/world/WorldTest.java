package org.dora4j.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.dora4j.world.lore.Dice;
import org.dora4j.world.lore.English;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.Phrase;
import org.dora4j.world.lore.Scale;
import org.dora4j.world.lore.Sort;
import org.dora4j.world.lore.Subject;
import org.dora4j.world.lore.Thing;
import org.dora4j.world.lore.World;
import org.junit.jupiter.api.Test;

class WorldTest {
  private final World world = World.of(1);

  @Test
  void oneSeedGivesOneWorldAndAnotherSeedAnother() {
    assertThat(World.of(1).facts().all()).isEqualTo(world.facts().all());
    assertThat(World.of(2).facts().all()).isNotEqualTo(world.facts().all());
  }

  @Test
  void everySubjectHasOneValueForEachRelationOfItsSort() {
    for (Subject subject : world.facts().subjects()) {
      List<String> relations =
          world.facts().of(subject).stream().map(fact -> fact.relation().name()).toList();
      assertThat(relations).as(subject.phrase()).doesNotHaveDuplicates();
      assertThat(relations)
          .as(subject.phrase())
          .hasSameElementsAs(
              world.facts().relations().stream()
                  .filter(relation -> relation.sort() == subject.sort())
                  .map(relation -> relation.name())
                  .toList());
    }
  }

  @Test
  void factKeysAreUnique() {
    // Words such as "light" may serve two opposites, which would make two keys one.
    assertThat(world.facts().all().stream().map(Fact::key).toList()).doesNotHaveDuplicates();
  }

  @Test
  void noTwoThingsShareAUse() {
    assertThat(world.things().stream().map(thing -> thing.use().base()).toList())
        .doesNotHaveDuplicates();
    assertThat(world.things().stream().map(thing -> thing.use().past()).toList())
        .doesNotHaveDuplicates();
  }

  @Test
  void lawsAndSituationsHaveDifferentOutcomes() {
    assertThat(world.laws().stream().map(law -> law.effect()).collect(Collectors.toSet()))
        .hasSizeGreaterThan(world.laws().size() - 4);
    assertThat(world.situations().stream().map(s -> s.feeling()).toList()).doesNotHaveDuplicates();
    assertThat(world.situations().stream().map(s -> s.wish()).toList()).doesNotHaveDuplicates();
    assertThat(world.situations().stream().map(s -> s.need()).toList()).doesNotHaveDuplicates();
  }

  @Test
  void laddersFallFromTheGreatestToTheLeast() {
    Dice dice = new Dice(5);
    for (Scale scale : world.scales()) {
      List<Subject> steps = scale.ladder(dice, 4);
      assertThat(scale.exceeds(steps.get(0), steps.get(3))).isTrue();
      assertThat(scale.exceeds(steps.get(3), steps.get(0))).isFalse();
    }
  }

  @Test
  void aThingAgreesWithItsFacts() {
    for (Thing thing : world.things()) {
      assertThat(world.facts().of(thing.subject(), "material").value())
          .isEqualTo(thing.material().name());
      assertThat(world.facts().of(thing.subject(), "owner").value())
          .isEqualTo(thing.owner().name());
      assertThat(world.facts().of(thing.subject(), "use").value()).isEqualTo(thing.use().base());
    }
  }

  @Test
  void aFactSpeaksEnglish() {
    Subject hammer = world.facts().subject(Sort.THING, "hammer");
    Fact fact = world.facts().of(hammer, "material").with("glass");

    assertThat(fact.question()).isEqualTo("What is the hammer made of?");
    assertThat(fact.yesNoQuestion()).isEqualTo("is the hammer made of glass?");
    assertThat(fact.predicate()).isEqualTo("is made of glass");
    assertThat(fact.denial()).isEqualTo("is not made of glass");
    assertThat(fact.fillWithPronoun("{s's} maker chose {v} for {o}."))
        .isEqualTo("Its maker chose glass for it.");
    assertThat(world.facts().holds(fact)).isFalse();
  }

  @Test
  void numbersAndListsAreSpelledOut() {
    assertThat(English.number(0)).isEqualTo("zero");
    assertThat(English.number(17)).isEqualTo("seventeen");
    assertThat(English.number(40)).isEqualTo("forty");
    assertThat(English.number(99)).isEqualTo("ninety-nine");
    assertThat(English.list(List.of("a"), "or")).isEqualTo("a");
    assertThat(English.list(List.of("a", "b", "c"), "and")).isEqualTo("a, b and c");
    assertThat(English.capital("\"it is.\"")).isEqualTo("\"It is.\"");
  }

  @Test
  void anOpenHoleIsRefused() {
    assertThatThrownBy(() -> Phrase.of("{s} is {v}.").with("s", "it").text())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hole");
  }

  @Test
  void anUnknownSubjectIsNamed() {
    assertThatThrownBy(() -> world.facts().subject(Sort.THING, "rocket"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rocket");
  }
}
