package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.HostMemory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufWriterTest {
  private static final Path ROOT = Path.of(System.getProperty("dora4j.root"));
  private static final Path MODELS = ROOT.resolve("testdata/golden/models");

  @TempDir Path folder;

  private Path write(String model, GgufType type) {
    Path file = folder.resolve(model + ".gguf");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve(model).toString())) {
      GgufWriter.write(file, files.config(), files.weights(), type, Map.of());
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mha",
        "gqa",
        "tied",
        "attention_bias",
        "mlp_bias",
        "head_dim",
        "rope_linear",
        "rope_llama3",
        "rope_llama3_short",
        "rope_theta",
        "odd_vocab",
        "eps"
      })
  void aModelWrittenInHalvesComesBackWithItsWeightsRounded(String name) {
    Path file = write(name, GgufType.F16);
    try (Scope scope = Scope.open();
        ModelFiles original = Checkpoint.open(MODELS.resolve(name).toString());
        ModelFiles read = Checkpoint.open(file.toString())) {
      assertThat(read.config()).isEqualTo(original.config().withDtype(DType.F16));
      assertThat(read.weights().names())
          .containsExactlyInAnyOrderElementsOf(original.weights().names());
      for (String tensor : original.weights().names()) {
        Tensor exact = original.weights().tensor(tensor);
        Tensor expected = exact.rank() == 1 ? exact : exact.to(DType.F16);
        assertThat(Ops.identical(read.weights().tensor(tensor), expected)).as(tensor).isTrue();
      }
    }
  }

  @Test
  void queriesAndKeysAreReorderedHeadByHead() {
    Path file = write("gqa", GgufType.BF16);
    try (Scope scope = Scope.open();
        ModelFiles original = Checkpoint.open(MODELS.resolve("gqa").toString());
        GgufFile gguf = GgufFile.open(file)) {
      Tensor rows =
          original.weights().tensor("model.layers.1.self_attn.k_proj.weight").to(DType.BF16);
      Tensor reordered = gguf.read("blk.1.attn_k.weight");
      // Heads of 8: neighbours in GGUF are rows i and i + 4 of the same head.
      int[] from = {0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15};
      for (int row = 0; row < from.length; row++) {
        assertThat(Ops.identical(reordered.select(0, row), rows.select(0, from[row]))).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = GgufType.class,
      names = {"F16", "BF16", "Q8_0"})
  void bytesAreThoseThatGgufPyWrites(GgufType type) throws IOException {
    Path out = folder.resolve("raw");
    try (Scope scope = Scope.open();
        SafeTensors golden =
            SafeTensors.open(ROOT.resolve("testdata/golden/gguf/quantise.safetensors"));
        FileChannel channel =
            FileChannel.open(out, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      GgufWriter.data(channel, golden.tensor("values"), type, "values");
      Tensor raw = golden.tensor(type + ".raw");
      byte[] expected = new byte[(int) raw.bytes()];
      HostMemory.read(raw.contiguous(), 0, expected, 0, expected.length);
      assertThat(Files.readAllBytes(out)).startsWith(expected);
    }
  }

  @Test
  void rowsThatAreNotWholeBlocksAreHalves() {
    Path file = write("mha", GgufType.Q8_0);
    try (GgufFile gguf = GgufFile.open(file)) {
      assertThat(gguf.tensors().get("blk.0.ffn_gate.weight").type()).isEqualTo(GgufType.Q8_0);
      assertThat(gguf.tensors().get("blk.0.ffn_down.weight").type()).isEqualTo(GgufType.F16);
      assertThat(gguf.tensors().get("blk.0.attn_norm.weight").type()).isEqualTo(GgufType.F32);
      assertThat(gguf.metadata()).containsEntry("general.file_type", 7L);
    }
  }

  @Test
  void blocksStayWithinHalfAStepOfTheirWeights() {
    Path file = write("mha", GgufType.Q8_0);
    try (Scope scope = Scope.open();
        ModelFiles original = Checkpoint.open(MODELS.resolve("mha").toString());
        ModelFiles read = Checkpoint.open(file.toString())) {
      Tensor exact = original.weights().tensor("model.layers.0.self_attn.q_proj.weight");
      Tensor stored = read.weights().tensor("model.layers.0.self_attn.q_proj.weight");
      double step = Ops.max(Ops.abs(exact)).item() / 127;
      assertThat(Ops.maxDifference(exact, stored)).isPositive().isLessThan(0.51 * step);
    }
  }

  @Test
  void theTokenizersEndTokenComesFirstAndTheOthersFollow() {
    Path file = folder.resolve("ends.gguf");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve("mha").toString())) {
      ModelConfig config = files.config().withEosIds(List.of(3, 4, 5));
      Map<String, Object> tokenizer = Map.of("tokenizer.ggml.eos_token_id", 5L);
      GgufWriter.write(file, config, files.weights(), GgufType.F16, tokenizer);
      try (ModelFiles read = Checkpoint.open(file.toString())) {
        assertThat(read.config().eosIds()).containsExactly(5, 3, 4);
      }
    }
  }

  @Test
  void everyKindOfMetadataComesBack() {
    Path file = folder.resolve("keys.gguf");
    Map<String, Object> keys =
        Map.of(
            "tokenizer.text",
            "Grüße",
            "tokenizer.flag",
            true,
            "tokenizer.int",
            -5,
            "tokenizer.large",
            1L << 40,
            "tokenizer.double",
            0.1,
            "tokenizer.texts",
            List.of("a", "", "ä"),
            "tokenizer.floats",
            new float[] {1.5f, -2},
            "tokenizer.ints",
            new int[] {1, -2});
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve("mha").toString())) {
      GgufWriter.write(file, files.config(), files.weights(), GgufType.F16, keys);
      try (GgufFile read = GgufFile.open(file)) {
        keys.forEach((key, value) -> assertThat(read.metadata().get(key)).isEqualTo(value));
      }
    }
  }

  @Test
  void anExistingFileIsNotOverwritten() throws IOException {
    Path file = folder.resolve("mha.gguf");
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> write("mha", GgufType.F16))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("exists already");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aBlockTypeThatIsOnlyReadIsRefused() {
    assertThatThrownBy(() -> write("mha", GgufType.Q4_K))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not as Q4_K");
  }
}
