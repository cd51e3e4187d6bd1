package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.study.recipe.Recipes;
import org.dora4j.train.config.ConfigFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** recipe list, show and run. */
class RecipeCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private static Path shared;
  private static String model = "";

  @TempDir private Path temp;
  private String recipe = "";
  private Path output = Path.of("");

  @BeforeAll
  static void createModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("model"), "models/gqa").toString();
    for (String task : List.of("boolq", "piqa")) {
      Path folder = Files.createDirectories(shared.resolve("sets").resolve(task));
      String answer = task.equals("boolq") ? "true" : "solution1";
      StringBuilder records = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        records.append(
            "{\"instruction\": \"Is it %d?\", \"input\": \"\", \"output\": \"the correct answer is %s\", \"answer\": \"%s\"}\n"
                .formatted(i, answer, answer));
      }
      Files.writeString(folder.resolve("train.json"), records);
      Files.writeString(folder.resolve("test.json"), records);
    }
  }

  @BeforeEach
  void writeRecipe() throws IOException {
    output = temp.resolve("run");
    recipe =
        Files.writeString(
                temp.resolve("mine.yaml"),
                """
                summary: a small one
                published: {boolq: 69.7}
                expects:
                  - file: boolq/train.json
                    what: eight records
                    where: a test writes them
                train:
                  model: %s
                  data: [boolq/train.json, piqa/train.json]
                  output: %s
                  rank: 2
                  steps: 2
                  batch_size: 2
                  accumulation: 1
                  cutoff: 400
                  device: cpu
                evaluate:
                  tasks: [boolq, piqa]
                  score: nll
                  cutoff: 400
                """
                    .formatted(model, output))
            .toString();
  }

  private CommandRun run(String... more) {
    List<String> args = new ArrayList<>(List.of("recipe", "run", recipe));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private String sets() {
    return shared.resolve("sets").toString();
  }

  @Test
  void theListShowsEveryRecipeWithItsPublishedAverage() {
    CommandRun list = CommandRun.of("recipe", "list");
    assertThat(list.status()).isZero();
    assertThat(list.out()).contains(Recipes.names());
    assertThat(list.out().lines().filter(line -> line.contains("llama3-8b-dora-r32")))
        .singleElement()
        .asString()
        .contains("meta-llama/Meta-Llama-3-8B", "dora", "32", "1e-4", "85.2");
  }

  @Test
  void theListIsThereForScripts() {
    JsonNode list = JSON.readTree(CommandRun.of("recipe", "list", "--json").out());
    assertThat(list.size()).isEqualTo(Recipes.names().size());
    assertThat(list.get(0).path("published").path("average").asDouble()).isEqualTo(61.9);
  }

  @Test
  void aRecipeIsShownWithItsSourceAndEveryDefault() {
    CommandRun show = CommandRun.of("recipe", "show", "llama-7b-dora-r32");
    assertThat(show.status()).isZero();
    assertThat(show.out())
        .startsWith("# llama-7b-dora-r32: LLaMA-7B, DoRA of rank 32")
        .contains("# Source: ", "# Published, in percent: boolq 69.7", "eps: ", "alpha: 64");
  }

  @Test
  void aRecipeThatIsNotThereIsAUsageError() {
    CommandRun show = CommandRun.of("recipe", "show", "llama-7b-dora-r33");
    assertThat(show.status()).isEqualTo(2);
    assertThat(show.err()).contains("There is no recipe 'llama-7b-dora-r33'; did you mean");
  }

  @Test
  void aRunTrainsOnAFolderOfDataAndEvaluates() throws IOException {
    CommandRun run = run("--data", sets());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("a small one", "published, in percent: boolq 69.7", "step 2/2");
    assertThat(run.out()).startsWith(output.resolve("adapter").toString());
    assertThat(run.err()).contains("dora4j evaluate --model " + model, "--score nll");
    JsonNode scores = JSON.readTree(output.resolve("evaluation/nll.json").toFile());
    assertThat(scores.path("nll").propertyNames()).containsExactly("boolq", "piqa");
    assertThat(scores.path("nll_mean").asDouble()).isPositive();
    assertThat(Files.readString(output.resolve("manifest.json")))
        .contains("boolq/train.json", "piqa/train.json");
  }

  @Test
  void accuraciesStandBesideThePublishedOnes() throws IOException {
    String text = Files.readString(Path.of(recipe));
    Files.writeString(
        Path.of(recipe),
        text.replace("  score: nll\n  cutoff: 400", "  max_tokens: 2\n  beside: LLaMA-7B"));
    CommandRun run = run("--data", sets());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("BoolQ", "PIQA", "69.7", "83.4");
    assertThat(output.resolve("evaluation/results.json")).exists();
    CommandRun again = run("--data", sets());
    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err()).contains("already trained: ").doesNotContain("step 1/2");
    CommandRun anew = run("--data", sets(), "--overwrite", "--rank", "3");
    assertThat(anew.status()).as(anew.err()).isZero();
  }

  @Test
  void aFinishedRunIsNotTrainedAgain() {
    assertThat(run("--data", sets(), "--no-evaluate").status()).isZero();
    CommandRun again = run("--data", sets(), "--no-evaluate");
    assertThat(again.status()).isZero();
    assertThat(again.err()).contains("already trained: ").doesNotContain("step 1/2");
  }

  @Test
  void aFinishedRunWithOtherSettingsStays() {
    run("--data", sets(), "--no-evaluate");
    CommandRun other = run("--data", sets(), "--no-evaluate", "--rank", "4");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err())
        .contains("holds a finished run with", "name another folder with --output");
    CommandRun replaced = run("--data", sets(), "--no-evaluate", "--rank", "4", "--overwrite");
    assertThat(replaced.status()).as(replaced.err()).isZero();
    assertThat(ConfigFile.read(output.resolve("config.yaml")).adapter().rank()).isEqualTo(4);
  }

  @Test
  void aRunThatWasStoppedGoesOn() throws IOException {
    run("--data", sets(), "--no-evaluate", "--save-every", "1");
    FolderDeletion.delete(output.resolve("adapter"));
    FolderDeletion.delete(output.resolve("checkpoints/step-000002"));
    CommandRun on = run("--data", sets(), "--no-evaluate", "--save-every", "1");
    assertThat(on.status()).as(on.err()).isZero();
    assertThat(on.err()).contains("continuing after step 1", "step 2/2");
  }

  @Test
  void dataThatAreMissingAreToldBeforeAnythingIsDone() {
    CommandRun run = run("--data", temp.resolve("boolq/train.json").toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err())
        .contains(
            "boolq/train.json, which the recipe mine needs: eight records; a test writes them");
    assertThat(output).doesNotExist();
  }

  @Test
  void testSetsThatAreMissingAreToldBeforeTheTraining() {
    CommandRun run = run("--data", sets(), "--tests", temp.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("There are no questions of boolq", "with --tests");
    assertThat(output).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "limit: many, is not an int",
    "limit: -3, The limit must be 0",
    "beams: 0, --beams must be at least 1",
    "decode: banana, banana",
    "beside: nobody, nobody",
    "template: foo, foo"
  })
  void evaluationsThatCannotBeAreToldBeforeTheTraining(String bad, String sentence)
      throws IOException {
    Path file = Path.of(recipe);
    String text = Files.readString(file).replaceFirst("score: nll\\s+cutoff: 400", bad);
    Files.writeString(file, text);
    for (String option : new String[] {"--json", "--dry-run"}) {
      CommandRun run = run("--data", sets(), option);
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("mine cannot be evaluated as its 'evaluate:' says", sentence);
      assertThat(output).doesNotExist();
    }
  }

  @Test
  void aDryRunWritesNothing() {
    CommandRun run = run("--data", sets(), "--dry-run");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("trainable params:");
    assertThat(output).doesNotExist();
  }
}
