package org.dora4j.torch.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearCrossEntropyTest {

  private static final double SCALE = 0.25;

  /**
   * Columns fewer and more than a block has, and no multiple of it; rows of more than one round.
   */
  @ParameterizedTest
  @CsvSource({
    "1, 577, F64, 1e-13",
    "9, 9001, F64, 1e-13",
    "300, 9001, F32, 1e-5",
    "4100, 700, F32, 1e-5"
  })
  void equalsTheLossOfWholeLogits(int rows, int columns, DType dtype, double tolerance) {
    try (Scope scope = Scope.open()) {
      Work work = Work.random(rows, columns, dtype, 1);
      CrossEntropy.Result plain =
          CrossEntropy.plain(Ops.linear(work.x(), work.weight()), work.targets(), SCALE, true);
      Tensor gradient = Tensors.emptyLike(work.x());
      Tensor losses =
          LinearCrossEntropy.of(work.x(), work.weight(), work.targets(), SCALE, gradient);
      assertThat(Ops.maxDifference(losses, plain.losses())).isLessThan(tolerance);
      assertThat(Ops.maxDifference(gradient, Ops.matmul(plain.gradient(), work.weight())))
          .isLessThan(tolerance);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "8999"})
  void staysFiniteWhereOneLogitTowersOverAllOthers(int highest) {
    try (Scope scope = Scope.open()) {
      Work work = Work.random(2, 9000, DType.F32, 0);
      work.x().add_(Tensors.full(1, DType.F32, Device.CPU, 2, 4));
      work.weight().narrow(0, highest, 1).add_(Tensors.full(100, DType.F32, Device.CPU, 1, 4));
      Tensor targets = Tensors.of(new long[] {highest, 5}, 2);
      float[] losses =
          LinearCrossEntropy.of(work.x(), work.weight(), targets, SCALE, null).toFloats();
      assertThat(losses[0]).isCloseTo(0, within(1e-6f));
      assertThat(losses[1]).isCloseTo(400, within(1e-3f));
    }
  }

  private record Work(Tensor x, Tensor weight, Tensor targets) {

    static Work random(int rows, int columns, DType dtype, double deviation) {
      long[] targets = new long[rows];
      Arrays.setAll(targets, i -> (i * 37L) % columns);
      return new Work(
          Tensors.normalOn(Device.CPU, dtype, deviation, 1, rows, 4),
          Tensors.normalOn(Device.CPU, dtype, deviation, 2, columns, 4),
          Tensors.of(targets, rows));
    }
  }
}
