package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadbackTest {

  /** The CPU, and a GPU where there is one. */
  enum Place {
    CPU,
    GPU;

    Device device() {
      return this == GPU && Device.cudaAvailable() ? Device.cuda(0) : Device.CPU;
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasTheValuesOfTheMomentItWasAskedFor(Place place) {
    try (Scope scope = Scope.open()) {
      Tensor numbers = Tensors.full(2.5, DType.F32, place.device(), 2);
      Readback readback = Readback.of(numbers);
      numbers.fill_(7);
      assertThat(readback.get()).containsExactly(2.5, 2.5);
      readback.close();
      assertThat(readback.get()).containsExactly(2.5, 2.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void outlivesTheScopeOfItsNumbers(Place place) {
    Readback readback;
    try (Scope scope = Scope.open()) {
      readback = Readback.of(Tensors.full(-1, DType.F64, place.device()));
    }
    assertThat(readback.get()).containsExactly(-1);
  }

  @Test
  void keepsNothingOnceItIsReadOrGivenUp() {
    for (Place place : Place.values()) {
      readAndGiveUp(place);
      long before = Memory.liveObjects();
      readAndGiveUp(place);
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }

  private static void readAndGiveUp(Place place) {
    try (Scope scope = Scope.open()) {
      Tensor numbers = Tensors.ones(DType.F64, place.device(), 3);
      Readback.of(numbers).get();
      Readback.of(numbers).close();
    }
  }
}
