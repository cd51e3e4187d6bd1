package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits of tiny random models, one per switch of the architecture, against transformers'. */
class GoldenLogitsTest {

  static Stream<Path> switches() throws IOException {
    try (Stream<Path> folders = Files.list(Golden.root().resolve("models"))) {
      return folders.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("switches")
  void equalTransformers(Path folder) {
    try (Scope scope = Scope.open();
        Transformer model = Golden.model(folder, DType.F32);
        SafeTensors golden = Golden.tensors(folder.resolve("logits.safetensors"))) {
      Tensor mask = golden.tensor("attention_mask");
      Tokens tokens = Tokens.of(Golden.rows(golden.tensor("input_ids"), mask));
      Tensor logits = model.logits(tokens);
      Tensor expected = packed(golden.tensor("logits"), mask);
      assertThat(Ops.maxDifference(logits, expected)).isLessThan(1e-5);
      Tensor unpadded = golden.tensor("logits_nopad").select(0, 0);
      assertThat(Ops.maxDifference(tokens.sequences().rows(logits, 0), unpadded)).isLessThan(1e-5);
    }
  }

  private static Tensor packed(Tensor padded, Tensor mask) {
    Tensor flat = padded.reshape(padded.size(0) * padded.size(1), padded.size(2));
    Tensor kept = Ops.nonZero(mask.reshape(mask.count())).view(-1);
    return Ops.indexSelect(flat, 0, kept);
  }
}
