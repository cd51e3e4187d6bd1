package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Weight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisationTest {
  private static final String NAME = "model.layers.0.self_attn.q_proj.weight";

  private static SafeTensors golden(String file) {
    return Golden.tensors(Golden.root().resolve("quantised").resolve(file + ".safetensors"));
  }

  /** Bit by bit. */
  @ParameterizedTest
  @CsvSource({"weights, F32, values", "weights, BF16, bf16.values", "long, F32, values"})
  void nf4StandsForTheSameNumbersAsBitsandbytes(String file, DType dtype, String expected) {
    try (Scope scope = Scope.open();
        SafeTensors golden = golden(file)) {
      Weight packed = Quantisation.NF4.stored(NAME, golden.tensor("weight").to(dtype));
      assertThat(packed.dtype()).isEqualTo(dtype);
      assertThat(Ops.identical(packed.tensor(), golden.tensor(expected))).isTrue();
    }
  }

  /**
   * On a CPU, bitsandbytes rounds one scale of a hundred to the neighbour of the nearest code, and
   * its map of codes differs in the last digit from one processor to the next.
   */
  @ParameterizedTest
  @ValueSource(strings = {"weights", "long"})
  void doublyQuantisedScalesAreThoseOfBitsandbytes(String file) {
    try (Scope scope = Scope.open();
        SafeTensors golden = golden(file)) {
      Tensor ours = Quantisation.NF4_DOUBLE.stored(NAME, golden.tensor("weight")).tensor();
      Tensor theirs = golden.tensor("double.values");
      Tensor different = Ops.abs(Ops.sub(ours, theirs));
      double many = Ops.sum(Ops.lessOrEqual(different, 1e-6).to(DType.F32)).item();
      assertThat(many / ours.count()).isGreaterThan(0.985);
      assertThat(Ops.max(different).item()).isLessThan(5e-3);
    }
  }

  @Test
  void int8StandsForTheSameNumbersAsBitsandbytes() {
    try (Scope scope = Scope.open();
        SafeTensors golden = golden("weights")) {
      // LLM.int8() packs halves.
      Tensor weight = golden.tensor("weight").to(DType.F16).to(DType.F32);
      Tensor values = Quantisation.INT8.stored(NAME, weight).tensor();
      assertThat(Ops.maxDifference(values, golden.tensor("int8.values"))).isLessThan(1e-7);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT8, 8.5", "NF4, 4.6", "NF4_DOUBLE, 4.3"})
  void packedWeightsTakeFewBits(Quantisation quantisation, double most) {
    try (Scope scope = Scope.open()) {
      Tensor weight = org.dora4j.torch.Tensors.zeros(DType.BF16, Device.CPU, 512, 1024);
      Weight packed = quantisation.stored(NAME, weight);
      assertThat(8.0 * packed.storedBytes() / weight.count()).isLessThan(most);
      assertThat(packed.shape()).containsExactly(512, 1024);
      assertThat(packed.isPacked()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Quantisation.class)
  void onlyTheBlocksLinearLayersArePacked(Quantisation quantisation) {
    boolean packs = quantisation != Quantisation.NONE;
    assertThat(quantisation.packs(NAME)).isEqualTo(packs);
    for (String name : new String[] {"lm_head.weight", "model.embed_tokens.weight"}) {
      assertThat(quantisation.packs(name)).as(name).isFalse();
    }
    assertThat(quantisation.packs("model.layers.0.input_layernorm.weight")).isFalse();
    assertThat(quantisation.packs("model.layers.0.self_attn.q_proj.bias")).isFalse();
  }

  /** The model's products are those of the numbers that its codes stand for. */
  @ParameterizedTest
  @EnumSource(Quantisation.class)
  void aPackedModelComputesAsOneOfTheSameNumbers(Quantisation quantisation) {
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(Golden.root().resolve("adapters/base_bias").toString());
        Transformer dense = TransformerLoader.load(files, DType.F32, Device.CPU);
        Transformer packed =
            TransformerLoader.load(files, new WeightForm(DType.F32, Device.CPU, quantisation))) {
      dense
          .parameters()
          .forEach((name, p) -> p.replace(packed.parameters().get(name).value().copy()));
      Tokens tokens = Tokens.of(new int[][] {{3, 4, 5, 6, 7}, {9, 10, 11}});
      assertThat(Ops.identical(packed.logits(tokens), dense.logits(tokens))).isTrue();
      assertThat(packed.parameterCount()).isEqualTo(dense.parameterCount());
    }
  }

  @ParameterizedTest
  @EnumSource(Quantisation.class)
  void nothingIsLeftOfAPackedModel(Quantisation quantisation) {
    WeightForm form = new WeightForm(DType.F32, Device.CPU, quantisation);
    try (ModelFiles files = Checkpoint.open(Golden.root().resolve("models/gqa").toString())) {
      Runnable pass =
          () -> {
            try (Transformer model = TransformerLoader.load(files, form, true, () -> {});
                Scope scope = Scope.open()) {
              model.logits(Tokens.of(new int[][] {{3, 4, 5}}));
            }
          };
      pass.run();
      long before = Memory.liveObjects();
      pass.run();
      assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void otherNumbersOfBitsAreRefused() {
    assertThat(Quantisation.of(16, true)).isEqualTo(Quantisation.NONE);
    assertThat(Quantisation.of(4, false).bits()).isEqualTo(4);
    assertThatThrownBy(() -> Quantisation.of(3, true)).hasMessage("must be 4, 8 or 16 but is 3");
  }
}
