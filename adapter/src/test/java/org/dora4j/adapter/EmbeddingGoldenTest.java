package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dora4j.model.Embedding;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An adapted embedding, forward and every gradient, against PEFT's own layer in fp64. */
class EmbeddingGoldenTest {

  @ParameterizedTest
  @ValueSource(strings = {"embedding_lora", "embedding_dora"})
  void equalsPeft(String name) {
    Path file = Golden.ADAPTERS.resolveSibling("layers").resolve(name + ".safetensors");
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        SafeTensors golden = SafeTensors.open(file)) {
      LowRank lowRank =
          LayerBench.lowRank(
              golden.tensor("A"), golden.tensor("B"), golden.tensor("scaling").item());
      @Nullable Parameter m =
          name.endsWith("dora") ? LayerBench.trainable("m", golden.tensor("m")) : null;
      Embedding base = new Embedding("table", new Parameter("table", golden.tensor("W")));
      AdaptedEmbedding adapted = new AdaptedEmbedding(base, lowRank, m, true);
      Tensor ids = golden.tensor("ids").reshape(18);
      try (Tape tape = bench.tape(18)) {
        assertClose("y", adapted.forward(ids, tape), Golden.rows(golden.tensor("y")));
        adapted.backward(Golden.rows(golden.tensor("g")), tape);
        assertThat(tape.depth()).isZero();
      }
      assertClose("dA", lowRank.a().gradient(), golden.tensor("dA"));
      assertClose("dB", lowRank.b().gradient(), golden.tensor("dB"));
      if (m != null) {
        assertClose("dm", m.gradient(), golden.tensor("dm"));
      }
    }
  }

  private static void assertClose(String what, Tensor actual, Tensor expected) {
    assertThat(Ops.maxDifference(actual, expected)).as(what).isLessThan(1e-10);
  }
}
