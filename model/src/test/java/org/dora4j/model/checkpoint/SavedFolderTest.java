package org.dora4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dora4j.model.file.DerivedWeights;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.TensorMap;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedFolderTest {
  private static final Path MODELS =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models");
  private static final long ONE_FILE = 1L << 30;

  @TempDir Path temporary;
  private Path saved;

  @BeforeEach
  void name() {
    saved = temporary.resolve("saved");
  }

  private void save(String model, long maxShardBytes) {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve(model).toString())) {
      Checkpoint.saveFolder(
          saved, files.config(), files.weights(), files.config().dtype(), maxShardBytes);
    }
  }

  private static void assertSameWeights(Path a, Path b) {
    try (Scope scope = Scope.open();
        ModelFiles first = Checkpoint.open(a.toString());
        ModelFiles second = Checkpoint.open(b.toString())) {
      assertThat(second.config()).isEqualTo(first.config());
      assertThat(second.weights().names())
          .containsExactlyInAnyOrderElementsOf(first.weights().names());
      for (String name : first.weights().names()) {
        assertThat(Ops.identical(first.weights().tensor(name), second.weights().tensor(name)))
            .as(name)
            .isTrue();
      }
    }
  }

  @Test
  void aModelComesBackAsItWasSaved() {
    save("attention_bias", ONE_FILE);
    assertSameWeights(MODELS.resolve("attention_bias"), saved);
  }

  @Test
  void aTiedModelIsSavedWithoutItsHead() {
    save("tied", ONE_FILE);
    assertSameWeights(MODELS.resolve("tied"), saved);
  }

  @Test
  void shardsStayBelowTheLimitAndComeBackAsOneModel() throws IOException {
    save("bf16", 20_000);
    assertSameWeights(MODELS.resolve("bf16"), saved);
    try (Stream<Path> files = Files.list(saved)) {
      List<Path> shards = files.filter(file -> file.toString().endsWith(".safetensors")).toList();
      assertThat(shards).hasSizeGreaterThan(2).allMatch(file -> size(file) < 24_000);
    }
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  @Test
  void savingTwiceGivesTheSameBytes() {
    save("gqa", 20_000);
    Path again = temporary.resolve("again");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(saved.toString())) {
      Checkpoint.saveFolder(again, files.config(), files.weights(), DType.F32, 20_000);
    }
    for (String name : new java.io.File(saved.toString()).list()) {
      assertThat(again.resolve(name)).hasSameBinaryContentAs(saved.resolve(name));
    }
    assertThat(again.toFile().list()).hasSameSizeAs(saved.toFile().list());
  }

  @Test
  void weightsAreStoredInTheTypeAskedFor() {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve("mha").toString())) {
      Checkpoint.saveFolder(saved, files.config(), files.weights(), DType.BF16, ONE_FILE);
      try (ModelFiles read = Checkpoint.open(saved.toString())) {
        assertThat(read.config().dtype()).isEqualTo(DType.BF16);
        Tensor stored = read.weights().tensor("lm_head.weight");
        Tensor exact = files.weights().tensor("lm_head.weight").to(DType.BF16);
        assertThat(Ops.identical(stored, exact)).isTrue();
      }
    }
  }

  @Test
  void aFolderThatHoldsAModelIsNotOverwritten() throws IOException {
    Files.createDirectories(saved);
    Files.writeString(saved.resolve("config.json"), "mine");
    assertThatThrownBy(() -> save("mha", ONE_FILE))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("already holds a model (config.json)");
    assertThat(saved.resolve("config.json")).hasContent("mine");
    assertThat(saved.toFile().list()).containsExactly("config.json");
  }

  @Test
  void aFailureInTheMiddleLeavesNothingBehind() {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve("mha").toString())) {
      assertThatThrownBy(
              () ->
                  Checkpoint.saveFolder(
                      saved,
                      files.config(),
                      new Failing(files.weights(), "model.norm.weight"),
                      DType.F32,
                      20_000))
          .hasMessage("out of luck");
    }
    assertThat(saved).doesNotExist();
  }

  /** Weights of which one cannot be had. */
  private static final class Failing extends DerivedWeights {
    private final String name;

    Failing(WeightSource source, String name) {
      super(source);
      this.name = name;
    }

    @Override
    public Tensor tensor(String tensor) {
      if (tensor.equals(name)) {
        throw new IllegalStateException("out of luck");
      }
      return super.tensor(tensor);
    }
  }

  @Test
  void valuesThatFp16CannotHoldAreRefused() {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve("mha").toString())) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      files.weights().names().forEach(name -> tensors.put(name, files.weights().tensor(name)));
      tensors.put("model.norm.weight", Ops.mul(tensors.get("model.norm.weight"), 1e6));
      assertThatThrownBy(
              () ->
                  Checkpoint.saveFolder(
                      saved, files.config(), new TensorMap(tensors), DType.F16, ONE_FILE))
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("model.norm.weight has values above 65504");
    }
  }

  @Test
  void endTokensOfTheGenerationConfigurationCount() throws IOException {
    save("mha", ONE_FILE);
    Files.writeString(saved.resolve("generation_config.json"), "{\"eos_token_id\": [7, 9]}");
    try (ModelFiles files = Checkpoint.open(saved.toString())) {
      assertThat(files.config().eosIds()).containsExactly(7, 9);
    }
  }
}
