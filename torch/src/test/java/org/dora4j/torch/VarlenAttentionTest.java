package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VarlenAttentionTest {

  private static final Sequences SEQUENCES = Sequences.of(5, 1, 9);
  private static final Packing PACKING = Packing.on(Device.CPU, SEQUENCES);

  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void kernelAndFormulaAgree(int heads, int groups, int size) {
    try (Scope scope = Scope.open()) {
      List<Tensor> qkv = qkv(heads, groups, size);
      VarlenAttention.Forward fast =
          VarlenAttention.forward(qkv.get(0), qkv.get(1), qkv.get(2), PACKING, 0.3);
      VarlenAttention.Forward plain =
          PlainAttention.forward(qkv.get(0), qkv.get(1), qkv.get(2), SEQUENCES, 0.3);
      assertThat(Ops.maxDifference(fast.output(), plain.output())).isLessThan(1e-12);
    }
  }

  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void bothBackwardsAreTheGradient(int heads, int groups, int size) {
    try (Scope scope = Scope.open()) {
      List<Tensor> qkv = qkv(heads, groups, size);
      Tensor dy = random(9, SEQUENCES.tokens(), heads, size);
      Autograd.Result oracle =
          Autograd.vjp(
              in ->
                  PlainAttention.forward(in.get(0), in.get(1), in.get(2), SEQUENCES, 0.3).output(),
              qkv,
              y -> dy);
      VarlenAttention.Forward forward =
          VarlenAttention.forward(qkv.get(0), qkv.get(1), qkv.get(2), PACKING, 0.3);
      VarlenAttention.Gradients fast =
          VarlenAttention.backward(dy, qkv.get(0), qkv.get(1), qkv.get(2), forward, PACKING, 0.3);
      VarlenAttention.Gradients plain =
          PlainAttention.backward(dy, qkv.get(0), qkv.get(1), qkv.get(2), SEQUENCES, 0.3);
      for (VarlenAttention.Gradients gradients : List.of(fast, plain)) {
        assertThat(Ops.maxDifference(gradients.q(), oracle.gradients().get(0))).isLessThan(1e-12);
        assertThat(Ops.maxDifference(gradients.k(), oracle.gradients().get(1))).isLessThan(1e-12);
        assertThat(Ops.maxDifference(gradients.v(), oracle.gradients().get(2))).isLessThan(1e-12);
      }
    }
  }

  private static List<Tensor> qkv(int heads, int groups, int size) {
    return List.of(
        random(1, SEQUENCES.tokens(), heads, size),
        random(2, SEQUENCES.tokens(), groups, size),
        random(3, SEQUENCES.tokens(), groups, size));
  }

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(7, key), shape).to(DType.F64);
  }
}
