package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code dora4j analyze}, from adapters and models to tables and pictures. */
class AnalyzeCommandTest {
  private static final Path ADAPTERS = TinyModel.golden("adapters");

  @TempDir Path folder;

  private static String[] adapters(String... more) {
    List<String> args =
        new ArrayList<>(List.of("analyze", "-m", ADAPTERS.resolve("base").toString()));
    for (String name : List.of("lora_default", "lora_rslora", "dora_default", "dora_rslora")) {
      args.addAll(List.of("--adapter", ADAPTERS.resolve(name).toString()));
    }
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }

  @Test
  void theTableHasALineForEachSeriesAndModule() {
    CommandRun run = CommandRun.of(adapters("--modules", "q_proj,v_proj"));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out().lines().map(line -> line.replaceAll("(\\S+ +\\S+) .*", "$1")))
        .contains("lora    q_proj", "lora    v_proj", "dora    q_proj", "dora    v_proj")
        .hasSize(6);
  }

  @Test
  void thePointsOfAScatterAreThoseOfTheTable() throws IOException {
    Path out = folder.resolve("analysis");
    CommandRun run = CommandRun.of(adapters("--modules", "q_proj", "--output", out.toString()));
    assertThat(run.status()).as(run.err()).isZero();

    List<String> expected = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve("decomposition.csv"))) {
      String[] cell = line.split(",", -1);
      if (cell[0].equals("dora")) {
        expected.add(
            String.format(
                Locale.ROOT,
                "layer %s, %s: ΔD %.4g, ΔM %.4g",
                cell[2],
                cell[1],
                Double.parseDouble(cell[5]),
                Double.parseDouble(cell[4])));
      }
    }
    assertThat(expected).hasSize(4);
    assertThat(tips(out.resolve("scatter-dora-q_proj.svg")))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(tips(out.resolve("decomposition.html"))).containsAll(expected);
  }

  private static List<String> tips(Path file) throws IOException {
    Matcher matcher =
        Pattern.compile("<polygon[^>]*><title>([^<]*)</title>").matcher(Files.readString(file));
    return Stream.iterate(matcher, Matcher::find, m -> m).map(m -> m.group(1)).toList();
  }

  @Test
  void scriptsGetEverythingAsJson() {
    CommandRun run = CommandRun.of(adapters("--json"));

    JsonNode json = JsonMapper.builder().build().readTree(run.out());
    assertThat(json.path("definition").asString()).isEqualTo("paper");
    assertThat(json.path("fits").size()).isEqualTo(10);
    assertThat(json.path("points").path(0).path("delta_m").isNumber()).isTrue();
  }

  @Test
  void oneCheckpointHasNoCorrelationAndTheTableSaysSo() {
    CommandRun run =
        CommandRun.of(
            "analyze",
            "-m",
            ADAPTERS.resolve("base").toString(),
            "--checkpoint",
            TinyModel.golden("decomposition").resolve("full").toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err()).contains("full: one checkpoint only: magnitude against direction needs");
  }

  @Test
  void nothingToAnalyseIsAUsageError() {
    CommandRun run = CommandRun.of("analyze", "-m", ADAPTERS.resolve("base").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("name a --run, an --adapter or a --checkpoint");
  }

  @Test
  void unknownModulesAndDefinitionsAreUsageErrors() {
    CommandRun modules = CommandRun.of(adapters("--modules", "q_porj"));
    CommandRun definition = CommandRun.of(adapters("--definition", "mine"));

    assertThat(modules.status()).isEqualTo(2);
    assertThat(modules.err()).contains("no module 'q_porj'", "q_proj, k_proj, v_proj");
    assertThat(definition.status()).isEqualTo(2);
    assertThat(definition.err()).contains("--definition must be paper or shreyassks");
  }

  @Test
  void anAdapterOfAnotherModelLeavesNothingBehind() {
    Path out = folder.resolve("analysis");
    CommandRun run =
        CommandRun.of(
            "analyze",
            "-m",
            TinyModel.golden("models/mha").toString(),
            "--adapter",
            ADAPTERS.resolve("lora_default").toString(),
            "--output",
            out.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("k_proj.lora_B.weight", "the adapter is for another model");
    assertThat(out).doesNotExist();
  }
}
