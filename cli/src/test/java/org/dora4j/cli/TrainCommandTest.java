package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.train.FineTune;
import org.dora4j.train.config.Method;
import org.dora4j.train.config.TrainConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Signal;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** train, and what one does with its result. */
class TrainCommandTest {
  @TempDir private static Path shared;
  private static String model = "";
  private static String data = "";

  @TempDir private Path temp;
  private String output = "";

  @BeforeAll
  static void createModelAndData() throws IOException {
    model = TinyModel.create(shared.resolve("model"), "models/gqa").toString();
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      lines.append("{\"prompt\": \"Count ").append(i).append(": \", \"completion\": \"");
      lines.append("one two three".substring(i % 3)).append("\"}\n");
    }
    data = Files.writeString(shared.resolve("data.jsonl"), lines).toString();
  }

  @BeforeEach
  void nameOutput(TestInfo test) {
    output = temp.resolve("run").toString();
  }

  private CommandRun train(String... more) {
    return train(Arrays.asList(more));
  }

  private CommandRun train(List<String> more) {
    List<String> args =
        new ArrayList<>(List.of("train", "-m", model, "-d", data, "-o", output, "--rank", "4"));
    args.addAll(more);
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static JsonNode losses(Path metrics) throws IOException {
    List<JsonNode> steps =
        Files.readAllLines(metrics).stream()
            .map(new JsonMapper()::readTree)
            .filter(line -> line.get("event").stringValue().equals("step"))
            .toList();
    var losses = new JsonMapper().createArrayNode();
    steps.forEach(step -> losses.add(step.get("loss")));
    return losses;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora", "dora", "magnitude", "vera", "dvora"})
  void theAdapterThatTrainingLeavesGeneratesMergesAndPredicts(String method) {
    CommandRun trained = train("--method", method, "--steps", "3", "--lr", "1e-2");
    assertThat(trained.status()).as(trained.err()).isZero();
    assertThat(trained.err()).contains("trainable params:", "step 1/3", "step 3/3");
    String adapter = trained.out().strip();
    assertThat(adapter).isEqualTo(Path.of(output, "adapter").toString());
    String merged = temp.resolve("merged").toString();

    assertThat(CommandRun.of("merge", "-m", model, "-a", adapter, "-o", merged).status()).isZero();
    String[] text = {"generate", "-p", "Count 3: ", "-n", "8", "-m"};
    assertThat(run(text, merged)).isEqualTo(run(text, model, "-a", adapter));
    assertThat(run(text, merged)).isNotEqualTo(run(text, model, "-t", "1.5", "--seed", "3"));
  }

  private static String run(String[] begin, String... rest) {
    List<String> args = new ArrayList<>(Arrays.asList(begin));
    args.addAll(Arrays.asList(rest));
    CommandRun run = CommandRun.of(args.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  @Test
  void theCommandTrainsWhatTheApiTrains() throws IOException {
    train("--method", "dora", "--steps", "4", "--lr", "1e-3", "--batch-size", "2", "--seed", "5");
    Path byApi = temp.resolve("api");
    TrainConfig config =
        TrainConfig.builder()
            .model(model)
            .data(Path.of(data))
            .output(byApi)
            .method(Method.DORA)
            .rank(4)
            .steps(4)
            .learningRate(1e-3)
            .batch(2, 4)
            .set("seed", 5)
            .build();
    FineTune.of(config).run();

    assertThat(losses(Path.of(output, "metrics.jsonl")))
        .isEqualTo(losses(byApi.resolve("metrics.jsonl")));
    assertThat(
            Files.mismatch(
                Path.of(output, "adapter", "adapter_model.safetensors"),
                byApi.resolve("adapter/adapter_model.safetensors")))
        .isEqualTo(-1);
  }

  @Test
  void aFinishedRunHasAReportAndItsAdapterAModelCard() throws IOException {
    train("--method", "dora", "--steps", "2");

    assertThat(Path.of(output)).isDirectoryContaining("glob:**/report.md");
    assertThat(Path.of(output)).isDirectoryContaining("glob:**/loss.png");
    assertThat(Files.readString(Path.of(output, "adapter", "README.md")))
        .contains("A DoRA adapter for `" + model, "library_name: peft")
        .containsPattern("data\\.jsonl +\\| +12 +\\| +`\\w{64}`")
        .containsPattern("libtorch +\\| +2\\.");
  }

  @Test
  void fullTrainingLeavesAModel() {
    CommandRun run = train("--method", "full", "--steps", "2");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(CommandRun.of("inspect", "-m", Path.of(output, "model").toString()).out())
        .contains("20,128 parameters");
  }

  @Test
  void aConfigurationFileGivesTheSameAndOptionsWinOverIt() throws IOException {
    train("--method", "lora", "--steps", "2", "--no-shuffle");
    Path first = Path.of(output);
    String again = temp.resolve("again").toString();

    CommandRun run =
        CommandRun.of(
            "train", first.resolve("config.yaml").toString(), "-o", again, "--steps", "3");

    assertThat(run.status()).as(run.err()).isZero();
    JsonNode before = losses(first.resolve("metrics.jsonl"));
    JsonNode after = losses(Path.of(again, "metrics.jsonl"));
    assertThat(after.size()).isEqualTo(3);
    assertThat(after.get(0)).isEqualTo(before.get(0));
  }

  @Test
  void jsonTellsTheResult() {
    CommandRun run = train("--steps", "2", "--validation-size", "2", "--json");

    JsonNode json = new JsonMapper().readTree(run.out());
    assertThat(json.get("step").asInt()).isEqualTo(2);
    assertThat(json.get("stopped").booleanValue()).isFalse();
    assertThat(json.get("best_loss").doubleValue()).isPositive();
    assertThat(Path.of(json.get("result").stringValue())).isDirectory();
  }

  @Test
  void interruptedTrainingSavesACheckpointAndResumesToTheSameEnd() throws IOException {
    String[] options = {"--steps", "6", "--lr", "1e-3"};
    assertThat(train(options).status()).isZero();
    Path whole = Path.of(output);
    output = temp.resolve("interrupted").toString();
    List<String> args = new ArrayList<>(List.of("train", "-m", model, "-d", data, "-o", output));
    args.addAll(List.of("--rank", "4", "--log-every", "1"));
    args.addAll(Arrays.asList(options));
    InterruptAtStep err = new InterruptAtStep("step 2/6");

    int status =
        Cli.run(
            Terminal.plain(InputStream.nullInputStream(), System.out, err),
            args.toArray(String[]::new));

    assertThat(status).isEqualTo(130);
    assertThat(err.text()).contains("stopped; continue with: dora4j train", "--resume");
    CommandRun resumed = CommandRun.of("train", output + "/config.yaml", "--resume");
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(
            Files.mismatch(
                whole.resolve("adapter/adapter_model.safetensors"),
                Path.of(output, "adapter", "adapter_model.safetensors")))
        .isEqualTo(-1);
  }

  /** Asks the process to end when a line of the output begins with a text. */
  private static final class InterruptAtStep extends PrintStream {
    private final ByteArrayOutputStream written;
    private final String step;
    private boolean pressed;

    InterruptAtStep(String step) {
      this(new ByteArrayOutputStream(), step);
    }

    private InterruptAtStep(ByteArrayOutputStream written, String step) {
      super(written, true, StandardCharsets.UTF_8);
      this.written = written;
      this.step = step;
    }

    @Override
    public void println(String line) {
      super.println(line);
      if (!pressed && line != null && line.startsWith(step)) {
        pressed = true;
        // A shell's background jobs start with INT ignored, but not TERM, which ends a run the same
        // way.
        Signal.raise(new Signal("TERM"));
        awaitAnswer();
      }
    }

    /** The signal is handled by a thread of its own, which answers on this stream. */
    private void awaitAnswer() {
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (!text().contains("stopping after this step")) {
        assertThat(System.nanoTime()).as("the signal is answered within 30 s").isLessThan(deadline);
        Thread.onSpinWait();
      }
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void aDryRunTellsWhatARunWouldTakeAndWritesNothing() {
    CommandRun run = train("--dry-run", "--batch-size", "2");
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("trainable params: ")
        .contains("memory: forecast ")
        .contains("seen in a step of the longest examples: ")
        .contains("time: ");
    assertThat(Path.of(output)).doesNotExist();
  }

  @Test
  void aDryRunIsReadableForScripts() {
    JsonNode json = new JsonMapper().readTree(train("--dry-run", "--json").out());
    assertThat(json.get("fits").booleanValue()).isTrue();
    assertThat(json.get("steps").intValue()).isEqualTo(3);
    assertThat(json.get("forecast_bytes").longValue()).isPositive();
    assertThat(json.get("seconds_per_step").doubleValue()).isPositive();
    assertThat(json.get("alternatives").size()).isZero();
  }
}
