package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TorchExceptionTest {

  @Test
  void shapesThatDoNotFitAreOneSentence() {
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(DType.F32, Device.CPU, 2, 3);
      assertThatThrownBy(() -> Ops.matmul(a, a))
          .isInstanceOf(TorchException.class)
          .message()
          .contains("2x3")
          .doesNotContain("\n");
    }
  }

  @Test
  void memoryThatIsNotThereSaysHowMuchAndWhatHelps() {
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> Tensors.empty(DType.F32, Device.CPU, 1L << 50))
          .isInstanceOf(OutOfMemoryException.class)
          .message()
          .contains("4096.0 TiB was asked for", "is in use", "--batch-size", "--recompute")
          .doesNotContain("\n");
    }
  }

  @Test
  void aFailedOperationLeavesNothingBehind() {
    Tensors.options(DType.F32, Device.CPU); // made once and kept
    long before = Memory.liveObjects();
    try (Scope scope = Scope.open()) {
      Tensor a = Tensors.ones(DType.F32, Device.CPU, 2, 3);
      assertThatThrownBy(() -> a.view(7)).isInstanceOf(TorchException.class);
    }
    assertThat(Memory.liveObjects()).isEqualTo(before);
  }

  @Test
  void aDeviceThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Device.parse("tpu"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tpu'");
  }
}
