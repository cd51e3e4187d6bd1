package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bench family: tables for people, JSON for programs, sentences for what cannot be measured.
 */
class BenchCommandTest {
  private static final String MODEL = TinyModel.golden("models/gqa").toString();
  private static final List<String> SMALL =
      List.of("--rank", "2", "--batch", "2", "--seq", "8", "--steps", "2", "--warmup", "0");

  @TempDir private Path temp;

  private static CommandRun bench(String command, String... more) {
    List<String> args = new ArrayList<>(List.of("bench", command, "--device", "cpu"));
    args.addAll(command.equals("step") ? SMALL : List.of());
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static JsonNode json(CommandRun run) {
    assertThat(run.status()).as(run.err()).isZero();
    return new JsonMapper().readTree(run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dora", "lora", "full"})
  void stepsOfEveryMethodAsJson(String method) {
    JsonNode json = json(bench("step", "--model", MODEL, "--method", method, "--json"));

    assertThat(json.get("tokens_per_s").asDouble()).isPositive();
    assertThat(json.get("step_ms").get("median").asDouble()).isPositive();
    assertThat(json.get("peak_bytes").asLong()).isPositive();
    assertThat(json.get("flop_utilisation").asDouble()).isPositive();
    assertThat(json.get("breakdown_ms").propertyNames())
        .containsExactly("forward", "head", "backward", "optimiser");
    assertThat(json.get("settings").get("method").asString()).isEqualTo(method);
    assertThat(json.get("settings").get("dtype").asString()).isEqualTo("fp32");
    assertThat(json.get("versions").get("libtorch").asString()).startsWith("2.");
    assertThat(json.get("hardware").asString()).contains("CPU threads");
  }

  @ParameterizedTest
  @CsvSource({"lora, 16", "vera, 256", "dvora, 256"})
  void aRankThatIsNotGivenSuitsTheMethod(String method, int rank) {
    CommandRun run =
        CommandRun.of(
            "bench",
            "step",
            "--model",
            MODEL,
            "--method",
            method,
            "--batch",
            "1",
            "--seq",
            "4",
            "--steps",
            "1",
            "--warmup",
            "0",
            "--no-breakdown",
            "--device",
            "cpu",
            "--json");

    assertThat(json(run).get("settings").get("rank").asInt()).isEqualTo(rank);
  }

  @Test
  void stepsAsATable() {
    CommandRun run =
        bench("step", "--shape", MODEL, "--no-breakdown", "--recompute", "--dropout", "0.1");

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("dora r 2, 2 × 8, recompute, fp32", "tokens per second", "FLOP use", "quartiles")
        .doesNotContain("backward");
  }

  @Test
  void rowsAreMadeAndTrainedOn() throws IOException {
    Path model = TinyModel.create(temp.resolve("model"), "models/gqa");
    Path data = temp.resolve("data.jsonl");
    Files.writeString(data, "{\"prompt\": \"hello\", \"completion\": \"you\"}\n".repeat(4));
    Path rows = temp.resolve("rows.jsonl");

    CommandRun made =
        CommandRun.of(
            "bench",
            "rows",
            "--model",
            model.toString(),
            "--data",
            data.toString(),
            "--vocabulary",
            "20",
            "--output",
            rows.toString());
    JsonNode json = json(bench("step", "--model", MODEL, "--data", rows.toString(), "--json"));

    assertThat(made.status()).as(made.err()).isZero();
    assertThat(rows).content().hasLineCount(4).contains("\"input_ids\":[", "-100");
    assertThat(json.get("settings").get("data").asString()).isEqualTo(rows.toString());
  }

  @Test
  void decoding() {
    JsonNode json =
        json(bench("decode", "--model", MODEL, "--prompt", "4", "--new", "3", "--json"));

    assertThat(json.get("examples_per_s").asDouble()).isPositive();
    assertThat(json.get("limit_examples_per_s").asDouble()).isPositive();
    assertThat(json.get("settings").get("beams").asInt()).isEqualTo(1);
  }

  @Test
  void decodingWithBeams() {
    JsonNode json =
        json(
            bench(
                "decode",
                "--model",
                MODEL,
                "--prompt",
                "4",
                "--new",
                "3",
                "--beams",
                "2",
                "--json"));

    assertThat(json.get("examples_per_s").asDouble()).isPositive();
    assertThat(json.get("settings").get("beams").asInt()).isEqualTo(2);
  }

  @Test
  void loadingWritesItsOwnFilesAndDeletesThem() {
    JsonNode json = json(bench("load", "--shape", MODEL, "--scratch", temp.toString(), "--json"));

    assertThat(json.get("load_s").asDouble()).isPositive();
    assertThat(json.get("times_limit").asDouble()).isPositive();
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void products() {
    JsonNode json = json(bench("matmul", "--sizes", "16,32", "--dtype", "fp32", "--json"));

    assertThat(json.get("products")).hasSize(2);
    assertThat(json.get("products").get(1).get("size").asInt()).isEqualTo(32);
    assertThat(json.get("memory_bytes_per_s").asDouble()).isPositive();
  }

  @Test
  void measurementsBecomeAPicture() throws IOException {
    Path json = temp.resolve("step.json");
    Files.writeString(json, bench("step", "--model", MODEL, "--no-breakdown", "--json").out());
    Path png = temp.resolve("speed.png");

    CommandRun run = CommandRun.of("bench", "chart", json.toString(), "--output", png.toString());

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(png).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step --shape llama-70b       | 1 | smollm2-135m, llama-7b, llama-13b, llama3-8b",
        "step --shape llama-7b --method qlora | 2 | --method must be dora, lora, vera, dvora or full",
        "step --batch 2               | 2 | One of --model, --shape is missing.",
        "step --shape smollm2-135m --data missing.jsonl | 1 | There is no data file missing.jsonl.",
        "step --shape smollm2-135m --seq 1 | 1 | at least 2 tokens",
        "step --shape smollm2-135m --steps 0 | 1 | at least 1 step must count",
        "step --shape smollm2-135m --dtype int8 | 2 | --dtype must be fp32, bf16, fp16 or fp64",
        "decode --shape smollm2-135m --beams 0 | 1 | 0 beams",
        "matmul --sizes 0             | 2 | --sizes must be at least 1",
        "load --model nowhere/at/all  | 1 | There is no folder or file nowhere/at/all",
        "chart missing.json -o new.png | 1 | missing.json cannot be read",
        "rows -m M -d D -o O --rows 0 | 2 | --rows and --vocabulary must be at least 1",
      })
  void whatCannotBeMeasuredIsOneSentence(String line, int status, String sentence) {
    CommandRun run = CommandRun.of(("bench " + line).split(" "));

    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(sentence).doesNotContain("fault in dora4j");
  }
}
