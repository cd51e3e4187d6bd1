package org.dora4j.study.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dora4j.train.config.ConfigException;
import org.dora4j.train.config.TrainConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
  @TempDir Path folder;

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aRecipeLaysItsKeysOverThoseThatItExtends() throws IOException {
    write("base.yaml", "summary: a\ntrain: {model: m, data: d, rank: 4, epochs: 2}\n");
    String mine =
        write("mine.yaml", "extends: base.yaml\nsummary: b\ntrain: {rank: 8, steps: 3}\n");
    Recipe recipe = Recipes.open(mine);
    assertThat(recipe.name()).isEqualTo("mine");
    assertThat(recipe.summary()).isEqualTo("b");
    assertThat(recipe.train()).isEqualTo(Map.of("model", "m", "data", "d", "rank", 8, "steps", 3));
  }

  @Test
  void aFileMayExtendARecipeThatComesAlong() throws IOException {
    String mine = write("mine.yaml", "extends: llama-7b-dora-r32\ntrain: {lr: 5e-5}\n");
    TrainConfig config = Recipes.open(mine).config(Map.of());
    assertThat(config.optimiser().learningRate()).isEqualTo(5e-5);
    assertThat(config.optimiser().warmupSteps()).hasValue(100);
    assertThat(config.output()).isEqualTo(Path.of("runs/mine"));
  }

  @Test
  void whatIsGivenWinsAndTakesTheOtherWayToSayItAway() {
    TrainConfig config =
        Recipes.open("llama-7b-dora-r32").config(Map.of("rank", "16", "steps", "5"));
    assertThat(config.adapter().rank()).isEqualTo(16);
    assertThat(config.adapter().alpha()).isEqualTo(32);
    assertThat(config.optimiser().steps()).hasValue(5);
  }

  @Test
  void whatIsShownIsTheSameRecipe() throws IOException {
    for (Recipe recipe : Recipes.all()) {
      Recipe again = Recipes.open(write(recipe.name() + ".yaml", RecipeText.of(recipe)));
      assertThat(again.config(Map.of())).as(recipe.name()).isEqualTo(recipe.config(Map.of()));
      assertThat(again.evaluate()).isEqualTo(recipe.evaluate());
      assertThat(again.published()).isEqualTo(recipe.published());
      assertThat(again.expects()).isEqualTo(recipe.expects());
    }
  }

  @Test
  void everyRecipeFileIsListedUnlessOthersOnlyExtendIt() throws IOException {
    Path resources =
        Path.of(
            System.getProperty("dora4j.root"), "study/src/main/resources/org/dora4j/study/recipes");
    try (var files = Files.list(resources)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml") && !name.startsWith("_"))
              .map(name -> name.replace(".yaml", ""))
              .toList();
      assertThat(Recipes.names()).containsExactlyInAnyOrderElementsOf(names);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian: {}                    | has the key trian, which is none; did you mean train?",
        "train: {rnk: 4}              | has the key train.rnk, which is none; did you mean train.rank?",
        "evaluate: {beam: 4}          | has the key evaluate.beam, which is none; did you mean evaluate.beams?",
        "'train: ['                   | is not YAML: line 1",
        "just words                   | holds no keys",
        "train: 5                     | train must hold keys, one per line, but is '5'",
        "expects: [{file: a}]         | needs file and what, but one lacks what.",
        "'published: {boolq: much}'   | published must give each task a number but has 'much'",
        "extends: bad.yaml            | extends itself",
        "extends: llama-7b-dora-r33   | There is no recipe 'llama-7b-dora-r33'; did you mean llama-7b-dora-r32?",
      })
  void whatCannotBeUsedIsToldInASentence(String text, String message) throws IOException {
    String file = write("bad.yaml", text);
    assertThatThrownBy(() -> Recipes.open(file))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertThatThrownBy(() -> Recipes.open("none.yaml"))
        .hasMessage("There is no recipe file none.yaml.");
  }

  @Test
  void aSettingThatCannotBeUsedIsToldWithTheRecipesName() throws IOException {
    Recipe recipe = Recipes.open(write("mine.yaml", "train: {model: m, data: d, rank: 0}"));
    assertThatThrownBy(() -> recipe.config(Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("recipe mine: rank must be at least 1 but is 0.");
  }

  @Test
  void dataThatAreMissingAreDescribed() {
    Recipe recipe = Recipes.open("llama-7b-dora-r32");
    TrainConfig config = recipe.config(Map.of("data", folder.resolve("commonsense_170k.json")));
    assertThatThrownBy(() -> RecipeData.requireThere(recipe, config))
        .isInstanceOf(RecipeException.class)
        .hasMessageContaining("commonsense_170k.json, which the recipe llama-7b-dora-r32 needs")
        .hasMessageContaining("170,420 records")
        .hasMessageEndingWith("with --data.");
  }

  @Test
  void theFolderOfTestSetsIsFoundBesideTheTrainingFile() throws IOException {
    Recipe recipe = Recipes.open("smollm2-commonsense");
    Path boolq = Files.createDirectories(folder.resolve("sets/boolq"));
    Files.writeString(boolq.resolve("train.json"), "[]");
    TrainConfig config =
        recipe.config(Map.of("data", RecipeData.in(folder.resolve("sets"), recipe)));
    assertThatThrownBy(() -> EvaluateWords.of(recipe, config, null))
        .hasMessageContaining("name it with --tests");
    Files.writeString(boolq.resolve("test.json"), "[]");
    assertThat(EvaluateWords.of(recipe, config, null))
        .containsSequence("--data", folder.resolve("sets").toString())
        .containsSequence("--max-tokens", "12")
        .containsSequence("--adapter", "runs/smollm2-commonsense/adapter")
        .doesNotContain("--likelihood");
  }
}
