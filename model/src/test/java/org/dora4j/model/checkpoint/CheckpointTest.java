package org.dora4j.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final Path MODELS =
      Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mha",
        "llama1_minimal",
        "gqa",
        "mqa",
        "tied",
        "attention_bias",
        "mlp_bias",
        "head_dim",
        "rope_linear",
        "rope_linear_v4",
        "rope_llama3",
        "rope_llama3_v4",
        "rope_llama3_short",
        "rope_theta",
        "rope_theta_v4",
        "bf16",
        "fp16",
        "sharded",
        "odd_vocab",
        "eps"
      })
  void opensWhatTransformersSaved(String name) {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(MODELS.resolve(name).toString())) {
      assertThat(files.weights().names())
          .containsExactlyInAnyOrderElementsOf(ExpectedTensors.of(files.config()).keySet());
      for (String tensor : files.weights().names()) {
        assertThat(files.weights().tensor(tensor).to(DType.F32).toFloats())
            .as(tensor)
            .doesNotContain(Float.NaN);
      }
      assertEmbeddingsEqualTransformers(MODELS.resolve(name), files);
    }
  }

  private static void assertEmbeddingsEqualTransformers(Path folder, ModelFiles files) {
    try (Scope scope = Scope.open();
        SafeTensors golden = SafeTensors.open(folder.resolve("logits.safetensors"))) {
      Tensor ids = golden.tensor("input_ids").select(0, 0);
      Tensor table = files.weights().tensor("model.embed_tokens.weight").to(DType.F32);
      long[] id = ids.toLongs();
      for (int t = 0; t < id.length; t++) {
        assertThat(table.select(0, id[t]).toFloats())
            .isEqualTo(golden.tensor("hidden_states.0").select(0, 0).select(0, t).toFloats());
      }
    }
  }
}
