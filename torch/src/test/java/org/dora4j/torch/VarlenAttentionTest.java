package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
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

  @Test
  void halvesAreOnlyRoundedAtBothEnds() {
    try (Scope scope = Scope.open()) {
      List<Tensor> half = qkv(4, 2, 8).stream().map(x -> x.to(DType.BF16)).toList();
      List<Tensor> wide = half.stream().map(x -> x.to(DType.F32)).toList();
      Tensor dy = random(9, SEQUENCES.tokens(), 4, 8).to(DType.BF16);
      VarlenAttention.Forward y =
          VarlenAttention.forward(half.get(0), half.get(1), half.get(2), PACKING, 0.3);
      VarlenAttention.Forward exact =
          VarlenAttention.forward(wide.get(0), wide.get(1), wide.get(2), PACKING, 0.3);
      Tensor expected = exact.output().to(DType.BF16);
      assertThat(Ops.identical(y.output(), expected)).isTrue();
      VarlenAttention.Forward rounded =
          new VarlenAttention.Forward(expected.to(DType.F32), exact.saved());
      VarlenAttention.Gradients fast =
          VarlenAttention.backward(dy, half.get(0), half.get(1), half.get(2), y, PACKING, 0.3);
      VarlenAttention.Gradients plain =
          VarlenAttention.backward(
              dy.to(DType.F32), wide.get(0), wide.get(1), wide.get(2), rounded, PACKING, 0.3);
      assertThat(Ops.identical(fast.q(), plain.q().to(DType.BF16))).isTrue();
      assertThat(Ops.identical(fast.k(), plain.k().to(DType.BF16))).isTrue();
      assertThat(Ops.identical(fast.v(), plain.v().to(DType.BF16))).isTrue();
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
