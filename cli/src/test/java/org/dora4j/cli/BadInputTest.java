package org.dora4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Input that cannot be used: a sentence that says what, where and what to do, and nothing written.
 */
class BadInputTest {
  @TempDir private Path temp;
  private Path model = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void createModelAndData() throws IOException {
    model = TinyModel.create(temp.resolve("model"), "models/gqa");
    data =
        Files.writeString(
            temp.resolve("data.jsonl"), "{\"prompt\": \"a\", \"completion\": \"b\"}\n");
  }

  private CommandRun train(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "-m", model.toString()));
    args.addAll(List.of("-d", data.toString(), "-o", temp.resolve("run").toString()));
    args.addAll(Arrays.asList(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private static void isRefused(CommandRun run, int status, String... words) {
    assertThat(run.status()).as(run.err()).isEqualTo(status);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("dora4j ").contains(words).doesNotContain("\tat ");
    assertThat(run.err()).doesNotContain("fault in dora4j");
  }

  private void nothingWasWritten() {
    assertThat(temp.resolve("run")).doesNotExist();
  }

  @Test
  void aTruncatedSafetensorsFile() throws IOException {
    Path weights = model.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(file.length() - 100);
    }
    isRefused(train(), 1, weights.toString());
    nothingWasWritten();
  }

  @Test
  void aSafetensorsHeaderThatLies() throws IOException {
    Path weights = model.resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.write(new byte[] {-1, -1, -1, -1, -1, -1, -1, 127});
    }
    isRefused(CommandRun.of("inspect", "-m", model.toString()), 1, weights.toString());
  }

  @Test
  void aTruncatedGgufFile() throws IOException {
    Path gguf = temp.resolve("model.gguf");
    assertThat(CommandRun.of("merge", "-m", model.toString(), "-o", gguf.toString()).status())
        .isZero();
    try (RandomAccessFile file = new RandomAccessFile(gguf.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    isRefused(CommandRun.of("inspect", "-m", gguf.toString()), 1, gguf.toString());
  }

  @Test
  void aFileThatIsNotGguf() throws IOException {
    Path gguf = Files.writeString(temp.resolve("model.gguf"), "not a model");
    isRefused(CommandRun.of("inspect", "-m", gguf.toString()), 1, gguf.toString());
  }

  @Test
  void weightsOfOtherShapesThanTheConfiguration() throws IOException {
    Path config = model.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("\"intermediate_size\": \\d+", "\"intermediate_size\": 44"));
    isRefused(train(), 1, "mlp.", "44");
    nothingWasWritten();
  }

  @Test
  void weightsThatAreNotNumbers() {
    changeWeights("model.norm.weight", Double.NaN);
    isRefused(train(), 1, "model.norm.weight", "NaN");
    nothingWasWritten();
  }

  private void changeWeights(String name, double value) {
    Path file = model.resolve("model.safetensors");
    try (Scope scope = Scope.open();
        SafeTensors source = SafeTensors.open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String key : source.names()) {
        Tensor tensor = source.tensor(key).copy();
        tensors.put(
            key,
            key.equals(name)
                ? Tensors.full(value, tensor.dtype(), tensor.device(), tensor.shape())
                : tensor);
      }
      SafeTensors.write(file, tensors, Map.of("format", "pt"));
    }
  }

  @Test
  void aModelThatIsNotThere() {
    Path missing = temp.resolve("nowhere/at/all");
    isRefused(
        CommandRun.of("generate", "-m", missing.toString(), "-p", "a"), 1, missing.toString());
  }

  @Test
  void aModelWithoutTokenizer() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));
    isRefused(train(), 1, "tokenizer.json", model.toString());
    nothingWasWritten();
  }

  @Test
  void emptyData() throws IOException {
    Files.writeString(data, "");
    isRefused(train(), 1, data.toString());
    nothingWasWritten();
  }

  @Test
  void aLineThatIsNotJsonIsNamedByItsNumber() throws IOException {
    Files.writeString(data, "{\"prompt\": \"a\", \"completion\": \"b\"}\n{oops\n");
    isRefused(train(), 1, data.toString(), "2");
    nothingWasWritten();
  }

  @Test
  void dataThatIsNotThere() {
    data = temp.resolve("missing.json");
    isRefused(train(), 1, data.toString());
    nothingWasWritten();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rank 0             | rank must be at least 1 but is 0",
        "--dropout 1          | dropout must be at least 0 and below 1 but is 1",
        "--lr -1              | lr must be above 0 but is -1",
        "--steps many         | steps must be a whole number but is 'many'",
        "--method dorra       | did you mean dora?",
        "--schedule kosine    | did you mean cosine?",
        "--dtype fp8          | dtype must be",
        "--keep-best          | keep_best needs examples to judge by",
        "--resume --overwrite | overwrite cannot be set together with resume",
      })
  void settingsThatCannotBeUsed(String options, String sentence) {
    isRefused(train(options.split(" ")), 2, sentence);
    nothingWasWritten();
  }

  @Test
  void allProblemsOfAConfigurationAreToldAtOnce() throws IOException {
    Path config =
        Files.writeString(
            temp.resolve("config.yaml"),
            "model: %s\ndata: %s\noutput: %s\nrnak: 8\nalpha: -1\nepochs: none\n"
                .formatted(model, data, temp.resolve("run")));

    CommandRun run = CommandRun.of("train", config.toString());

    isRefused(run, 2, "3 problems", "rnak", "did you mean rank?", "alpha", "epochs");
    nothingWasWritten();
  }

  @Test
  void aConfigurationThatIsNotThere() {
    isRefused(CommandRun.of("train", "missing.yaml"), 2, "missing.yaml", "there is no such file");
  }

  @Test
  void trainingWithoutModelDataAndOutputNamesAllThree() {
    isRefused(CommandRun.of("train"), 2, "model", "data", "output");
  }

  @Test
  void anUnknownTargetNamesNearModules() {
    isRefused(train("--targets", "q_porj"), 1, "q_porj", "q_proj");
    nothingWasWritten();
  }

  @Test
  void anAdapterOfAnotherModel() {
    String adapter = TinyModel.golden("adapters/dora_target_embed_head").toString();
    isRefused(
        CommandRun.of("generate", "-m", model.toString(), "-a", adapter, "-p", "a"), 1, adapter);
  }

  @Test
  void anAdapterThatIsNotThere() {
    String adapter = temp.resolve("missing").toString();
    isRefused(
        CommandRun.of("generate", "-m", model.toString(), "-a", adapter, "-p", "a"), 1, adapter);
  }

  @Test
  void anOutputFolderThatExistsKeepsWhatItHolds() throws IOException {
    Path kept = Files.createDirectories(temp.resolve("run")).resolve("notes.txt");
    Files.writeString(kept, "mine");

    isRefused(train(), 1, "exists and is not empty");
    isRefused(
        CommandRun.of("merge", "-m", model.toString(), "-o", temp.resolve("run").toString()),
        1,
        "exists and is not empty");
    assertThat(temp.resolve("run")).isDirectoryContaining(kept::equals);
    assertThat(kept).hasContent("mine");
  }

  @Test
  void outputFilesThatExistAreKeptUnlessReplacedOnPurpose() throws IOException {
    Path file = Files.writeString(temp.resolve("out.gguf"), "mine");
    String[] logits = {"logits", "-m", model.toString(), "--text", "a", "-o", file.toString()};

    isRefused(CommandRun.of("merge", "-m", model.toString(), "-o", file.toString()), 1, "exists");
    isRefused(CommandRun.of(logits), 1, "exists", "--overwrite");
    assertThat(file).hasContent("mine");
    String[] replacing = Arrays.copyOf(logits, logits.length + 1);
    replacing[logits.length] = "--overwrite";
    assertThat(CommandRun.of(replacing).status()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{oops                                  | is not JSON (line 1)",
        "{\"ids\": []}                          | input_ids must be a list of rows",
        "{\"input_ids\": []}                    | input_ids has no rows",
        "{\"input_ids\": [[1, \"a\"]]}          | row 0 of input_ids must be a list of whole numbers",
        "{\"input_ids\": [[1, 2], [3]]}         | pad all rows to one length",
        "{\"input_ids\": [[1, 96]]}             | input_ids holds 96, but this model's ids go from 0 to 95",
        "{\"input_ids\": [[1, -1]]}             | input_ids holds -1",
        "{\"input_ids\": [[]]}                  | row 0 has no tokens",
        "{\"input_ids\": [[1]], \"attention_mask\": []} | attention_mask has 0 rows but input_ids has 1",
        "{\"input_ids\": [[1, 2, 3]], \"attention_mask\": [[1, 0, 1]]} | zeros between ones",
        "{\"input_ids\": [[1, 2]], \"attention_mask\": [[1, 2]]} | numbers other than 0 and 1",
      })
  void idsThatCannotBeUsed(String text, String sentence) throws IOException {
    Path ids = Files.writeString(temp.resolve("ids.json"), text);
    Path out = temp.resolve("run");

    isRefused(
        CommandRun.of(
            "logits", "-m", model.toString(), "--ids", ids.toString(), "-o", out.toString()),
        1,
        sentence);
    nothingWasWritten();
  }

  @Test
  void aDeviceIsNotReplaced() throws Exception {
    Path pipe = temp.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    isRefused(
        CommandRun.of(
            "logits", "-m", model.toString(), "--text", "a", "-o", pipe.toString(), "--overwrite"),
        1,
        pipe.toString(),
        "is a device");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void anOutputThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "mine");
    String inside = file.resolve("out").toString();

    isRefused(
        CommandRun.of("logits", "-m", model.toString(), "--text", "a", "-o", inside),
        1,
        "Cannot write " + inside);
    isRefused(CommandRun.of("merge", "-m", model.toString(), "-o", inside), 1, inside);
    assertThat(file).hasContent("mine");
  }
}
