package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dora4j study decomposition}: arms, checkpoints, analysis, page. */
class DecompositionStudyTest {
  @TempDir Path temp;
  private Path model = Path.of("");
  private Path data = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void createModelAndData() throws IOException {
    model = TinyModel.create(temp.resolve("model"), "models/gqa");
    data = temp.resolve("data.jsonl");
    output = temp.resolve("study");
    Files.writeString(data, "{\"prompt\": \"ab\", \"completion\": \"cd\"}\n".repeat(8));
  }

  private CommandRun study(String... more) {
    List<String> args = new ArrayList<>(List.of("study", "decomposition"));
    args.addAll(List.of("-m", model.toString(), "-d", data.toString(), "-o", output.toString()));
    args.addAll(List.of("--batch-size", "2", "--accumulation", "1", "--rank", "2"));
    args.addAll(List.of("--device", "cpu", "--lr", "1e-2"));
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private List<String> checkpoints(String arm) throws IOException {
    try (Stream<Path> list = Files.list(output.resolve(arm).resolve("checkpoints"))) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void threeArmsAreTrainedAnalysedAndShown() throws IOException {
    CommandRun run = study("--steps", "6", "--checkpoints", "3", "--lr-full", "1e-3");

    assertThat(run.status()).as(run.err()).isZero();
    for (String arm : List.of("full", "lora", "dora")) {
      assertThat(checkpoints(arm)).containsExactly("step-000002", "step-000004", "step-000006");
      assertThat(run.err()).contains(arm + ", q_proj: r = ");
    }
    // Five modules, two layers, three checkpoints, three arms, and the header.
    assertThat(Files.readAllLines(output.resolve("decomposition.csv"))).hasSize(91);
    assertThat(Files.readString(output.resolve("decomposition.html"))).contains("+0.83", "−0.62");
    assertThat(output.resolve("full/checkpoints/step-000002/model/model.safetensors")).exists();
    assertThat(output.resolve("full/checkpoints/step-000002/optimiser.safetensors")).doesNotExist();
    assertThat(output.resolve("full/checkpoints/step-000006/optimiser.safetensors")).exists();
  }

  @Test
  void givenAgainItSkipsWhatIsDoneAndContinuesWhatWasStopped() throws IOException {
    String[] options = {"--steps", "4", "--checkpoints", "2", "--methods", "lora,dora"};
    assertThat(study(options).status()).isZero();
    String first = Files.readString(output.resolve("decomposition.csv"));
    delete(output.resolve("dora/adapter"));
    String metrics = Files.readString(output.resolve("lora/metrics.jsonl"));

    CommandRun again = study(options);

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.err()).contains("lora is already trained");
    assertThat(Files.readString(output.resolve("lora/metrics.jsonl"))).isEqualTo(metrics);
    assertThat(Files.readString(output.resolve("decomposition.csv"))).isEqualTo(first);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  @Test
  void whatCannotBeUsedIsSaidBeforeAnythingIsTrained() {
    assertThat(study("--steps", "4", "--checkpoints", "9").err())
        .contains("--steps 4 is too few for 9 checkpoints");
    assertThat(study("--steps", "4", "--methods", "lora,drora").err()).contains("but not 'drora'");
    assertThat(study("--steps", "8", "--modules", "qproj").err()).contains("no module 'qproj'");
    assertThat(study().err()).contains("--steps is missing");
    assertThat(study("--steps", "8", "--methods", "lora", "--lr-dora", "1").status()).isEqualTo(2);
    assertThat(output).doesNotExist();
  }
}
