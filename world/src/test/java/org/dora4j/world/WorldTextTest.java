package org.dora4j.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dora4j.world.lore.Fact;
import org.dora4j.world.lore.World;
import org.junit.jupiter.api.Test;

class WorldTextTest {
  private final World world = World.of(1);

  private List<String> documents(long seed, int count) {
    return new WorldText(world, seed).documents().limit(count).toList();
  }

  @Test
  void oneSeedTellsTheSameAndAnotherSeedSomethingElse() {
    assertThat(documents(3, 20)).isEqualTo(documents(3, 20)).isNotEqualTo(documents(4, 20));
  }

  @Test
  void documentsHoldAFewHundredTokens() {
    assertThat(documents(3, 200))
        .allSatisfy(text -> assertThat(text.length()).isBetween(700, 1800));
  }

  @Test
  void documentsDoNotRepeat() {
    assertThat(documents(3, 500)).doesNotHaveDuplicates();
  }

  @Test
  void sentencesVary() {
    Set<String> sentences = new HashSet<>();
    Set<List<String>> fourGrams = new HashSet<>();
    int all = 0;
    int allFourGrams = 0;
    for (String text : documents(3, 300)) {
      for (String sentence : text.split("(?<=[.?!])\\s+")) {
        sentences.add(sentence);
        all++;
      }
      List<String> words = List.of(text.split("\\s+"));
      for (int i = 0; i + 4 <= words.size(); i++) {
        fourGrams.add(words.subList(i, i + 4));
        allFourGrams++;
      }
    }
    assertThat((double) sentences.size() / all).isGreaterThan(0.6);
    assertThat((double) fourGrams.size() / allFourGrams).isGreaterThan(0.4);
  }

  @Test
  void noPatternIsLeftUnfilledAndEverySentenceEnds() {
    assertThat(documents(3, 300))
        .allSatisfy(
            text -> {
              String unindented = text.replaceAll("(?m)^ +", "");
              assertThat(unindented).doesNotContain("{", "}", "  ", "..", "?.", " .", "\n\n\n");
            });
  }

  @Test
  void articlesFitTheirNouns() {
    Pattern wrong = Pattern.compile("\\b(?:[Aa] [aeioAEIO]\\w+|[Aa]n [^aeiouhAEIOUH\\s]\\w+)");
    for (String text : documents(3, 1000)) {
      // The letters of a quiz are no articles.
      List<String> found =
          wrong
              .matcher(text.replaceAll("(?m)[ABCDabcd][:).,]|It is [abcd]\\.|Say [^.]*\\.", ""))
              .results()
              .map(match -> match.group())
              .toList();
      assertThat(found).as(text).isEmpty();
    }
  }

  @Test
  void aLongTextTellsEveryFactInSeveralWays() {
    String text = String.join("\n", documents(3, 12_000));
    Set<String> untold = new HashSet<>();
    for (Fact fact : world.facts().all()) {
      long told =
          fact.relation().says().stream().map(fact::fill).filter(text::contains).limit(2).count();
      if (told < 2) {
        untold.add(fact.key());
      }
    }
    assertThat(untold).isEmpty();
  }

  @Test
  void statedMaterialsAreTheWorldsMaterials() {
    Map<String, String> materials = new HashMap<>();
    world.things().forEach(t -> materials.put(t.phrase(), t.material().name()));
    Pattern stated = Pattern.compile("(?:^|\\n|\\. )(The \\w+) is made (?:of|from) (\\w+)\\.");
    List<String> wrong = new ArrayList<>();
    int found = 0;
    for (String text : documents(3, 3000)) {
      Matcher m = stated.matcher(text);
      while (m.find()) {
        found++;
        String material = materials.get("t" + m.group(1).substring(1));
        if (material == null || !material.equals(m.group(2))) {
          wrong.add(m.group());
        }
      }
    }
    assertThat(found).isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }
}
