package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SmolModelTest {

  @Test
  void everyTensorOfSmolLm2IsReadAndFinite() {
    Path file =
        Path.of(System.getProperty("dora4j.root"))
            .resolveSibling("shared/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    Assumptions.assumeTrue(Files.exists(file), "SmolLM2's GGUF file is not beside the repository");
    long elements = 0;
    try (ModelFiles files = Checkpoint.open(file.toString())) {
      assertThat(files.config().eosIds()).containsExactly(2);
      assertThat(files.config().tiedEmbeddings()).isTrue();
      assertThat(files.config().rmsNormEps()).isEqualTo(1e-5);
      assertThat(files.ggufMetadata().orElseThrow()).containsKey("tokenizer.ggml.tokens");
      for (String name : files.weights().names()) {
        try (Scope scope = Scope.open()) {
          var tensor = files.weights().tensor(name);
          assertThat(tensor.dtype()).isEqualTo(DType.F32);
          elements += tensor.count();
        }
      }
    }
    assertThat(elements).isEqualTo(134_515_008);
  }
}
