package org.dora4j.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.dora4j.model.Linear;
import org.dora4j.model.Parameter;
import org.dora4j.model.Tape;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One layer, forward and every gradient, against PEFT's own layer in fp64 with a known dropout
 * mask.
 */
class GoldenLayerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear_lora", "linear_lora_bias", "linear_lora_dropout", "linear_lora_bias_dropout",
        "linear_dora", "linear_dora_bias", "linear_dora_dropout", "linear_dora_bias_dropout",
        "linear_dora_full_dropout"
      })
  void equalsPeft(String name) {
    Path file =
        Path.of(System.getProperty("dora4j.root"), "testdata/golden/layers", name + ".safetensors");
    try (Scope scope = Scope.open();
        LayerBench bench = new LayerBench();
        SafeTensors golden = SafeTensors.open(file)) {
      Linear base =
          LayerBench.linear(
              golden.tensor("W"), name.contains("bias") ? golden.tensor("bias") : null);
      LinearAdapter adapter = adapter(name, golden, base);
      Tensor x = flat(golden.tensor("x"));
      try (Tape tape = bench.tape(x.size(0))) {
        Tensor y = adapter.forward(x, tape);
        assertClose("y", y, flat(golden.tensor("y")));
        Tensor dx = adapter.backward(flat(golden.tensor("g")), tape);
        assertClose("dx", dx, flat(golden.tensor("dx")));
        assertThat(tape.depth()).isZero();
      }
      Map<String, Tensor> gradients = LayerBench.gradients(adapter);
      assertClose("dA", gradients.get("lora_A.weight"), golden.tensor("dA"));
      assertClose("dB", gradients.get("lora_B.weight"), golden.tensor("dB"));
      if (name.contains("dora")) {
        assertClose("dm", gradients.get("lora_magnitude_vector"), golden.tensor("dm"));
      }
    }
  }

  private static LinearAdapter adapter(String name, SafeTensors golden, Linear base) {
    LowRank lowRank =
        LayerBench.lowRank(golden.tensor("A"), golden.tensor("B"), golden.tensor("scaling").item());
    @Nullable Tensor mask = name.contains("dropout") ? flat(golden.tensor("mask")) : null;
    if (name.contains("lora")) {
      return new Lora(base, lowRank, LayerBench.masked(mask), null);
    }
    Parameter m = LayerBench.trainable("lora_magnitude_vector", golden.tensor("m"));
    return new Dora(base, lowRank, m, LayerBench.masked(mask), !name.contains("full"));
  }

  private static Tensor flat(Tensor x) {
    return x.rank() == 2 ? x : x.reshape(-1, x.size(2)).contiguous();
  }

  private static void assertClose(String name, Tensor actual, Tensor expected) {
    assertThat(Ops.maxDifference(actual, expected)).as(name).isLessThan(1e-12);
  }
}
