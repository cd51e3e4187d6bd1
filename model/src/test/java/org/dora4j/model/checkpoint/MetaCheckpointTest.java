package org.dora4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;
import org.dora4j.model.TransformerLoader;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Meta's layout both ways, held against a forward pass of Meta's kind. */
class MetaCheckpointTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden");
  private static final int[][] TEXT = {{3, 9, 4, 60, 11, 5}};

  @TempDir Path temporary;
  private Path saved;

  @BeforeEach
  void name() {
    saved = temporary.resolve("saved");
  }

  private void save(Path model) {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(model.toString())) {
      Checkpoint.saveMetaFolder(saved, files.config(), files.weights(), files.config().dtype());
    }
  }

  private static Tensor logits(Path model, int[][] ids) {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(model.toString());
        Transformer transformer = TransformerLoader.load(files, DType.F32, Device.CPU)) {
      return scope.keep(transformer.logits(Tokens.of(ids)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "scaled"})
  void logitsOfAFolderOfTorchAreThoseOfMetasForwardPass(String name) {
    Path folder = GOLDEN.resolve("meta").resolve(name);
    try (Scope scope = Scope.open();
        SafeTensors golden = SafeTensors.open(folder.resolve("logits.safetensors"))) {
      int[] ids = new int[12];
      long[] stored = golden.tensor("input_ids").reshape(12).toLongs();
      java.util.Arrays.setAll(ids, i -> (int) stored[i]);

      Tensor logits = logits(folder, new int[][] {ids});

      assertThat(Ops.maxDifference(logits, golden.tensor("logits").select(0, 0))).isLessThan(1e-5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mha", "gqa", "mqa", "tied", "rope_llama3", "rope_theta", "bf16", "eps"})
  void anExportedModelComesBackWithTheSameLogits(String name) {
    Path model = GOLDEN.resolve("models").resolve(name);
    save(model);

    try (Scope scope = Scope.open();
        ModelFiles before = Checkpoint.open(model.toString());
        ModelFiles after = Checkpoint.open(saved.toString())) {
      assertThat(Ops.identical(logits(saved, TEXT), logits(model, TEXT))).isTrue();
      assertThat(after.config().tiedEmbeddings()).isEqualTo(before.config().tiedEmbeddings());
      assertThat(after.config().eosIds()).isEqualTo(before.config().eosIds());
      assertThat(after.config().dtype()).isEqualTo(before.config().dtype());
    }
  }

  @Test
  void aFolderOfTorchIsWrittenAgainTensorByTensorAsItWas() {
    Path folder = GOLDEN.resolve("meta/plain");
    save(folder);

    assertThat(saved.resolve("consolidated.00.pth")).exists();
    try (Scope scope = Scope.open();
        ModelFiles before = Checkpoint.open(folder.toString());
        ModelFiles after = Checkpoint.open(saved.toString())) {
      assertThat(after.config()).isEqualTo(before.config());
      for (String name : before.weights().names()) {
        assertThat(Ops.identical(before.weights().tensor(name), after.weights().tensor(name)))
            .as(name)
            .isTrue();
      }
    }
  }

  @Test
  void paramsSayWhatMetasCodeAsksFor() throws IOException {
    save(GOLDEN.resolve("models/rope_llama3"));

    assertThat(Files.readString(saved.resolve("params.json")).replaceAll("\\s", ""))
        .isEqualTo(
            "{\"dim\":32,\"n_layers\":2,\"n_heads\":4,\"n_kv_heads\":2,\"vocab_size\":96,"
                + "\"multiple_of\":8,\"ffn_dim_multiplier\":0.4,\"norm_eps\":1.0E-5,"
                + "\"rope_theta\":500000.0,\"use_scaled_rope\":true}");
  }

  @ParameterizedTest
  @CsvSource({
    "attention_bias, biases",
    "mlp_bias, biases",
    "head_dim, heads of 12 elements",
    "rope_linear, RoPE scaled otherwise"
  })
  void whatMetasCodeCannotDoIsRefusedAndNothingIsWritten(String name, String problem) {
    assertThatThrownBy(() -> save(GOLDEN.resolve("models").resolve(name)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(problem)
        .hasMessageContaining("Hugging Face layout");
    assertThat(saved).doesNotExist();
  }

  @Test
  void aModelInTheFolderIsNotReplaced() {
    save(GOLDEN.resolve("models/gqa"));

    assertThatThrownBy(() -> save(GOLDEN.resolve("models/mha")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("already holds a model");
    assertThat(saved.toFile().list()).hasSize(3);
  }

  private void damaged(String file, String from, String to) throws IOException {
    save(GOLDEN.resolve("models/gqa"));
    Path path = saved.resolve(file);
    Files.writeString(path, Files.readString(path).replace(from, to));
  }

  private void refusedWith(String... words) {
    assertThatThrownBy(() -> Checkpoint.open(saved.toString()).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void paramsOfAnotherModelAreRefused() throws IOException {
    damaged("params.json", "\"n_layers\" : 2", "\"n_layers\" : 3");
    refusedWith("model.layers.2", "has no tensor");
  }

  @Test
  void paramsThatMissAKeyAreRefused() throws IOException {
    damaged("params.json", "\"n_heads\"", "\"heads\"");
    refusedWith("params.json", "n_heads");
  }

  @Test
  void weightsInSeveralFilesAreRefused() throws IOException {
    damaged("params.json", "x", "x");
    Files.writeString(saved.resolve("consolidated.01.pth"), "");
    refusedWith("split for several GPUs");
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    save(GOLDEN.resolve("models/gqa"));
    Path weights = saved.resolve("consolidated.00.pth");
    byte[] whole = Files.readAllBytes(weights);
    for (int parts : List.of(2, 7, 50)) {
      Files.write(weights, java.util.Arrays.copyOf(whole, whole.length - whole.length / parts));
      refusedWith("consolidated.00.pth");
    }
  }
}
