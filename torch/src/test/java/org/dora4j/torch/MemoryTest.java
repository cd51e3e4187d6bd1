package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePeakOfAProcessCanStartAnew() {
    try (Scope scope = Scope.open()) {
      Tensors.zeros(DType.U8, Device.CPU, 200L << 20).fill_(1);
    }
    long before = Memory.peakBytes(Device.CPU);

    Memory.resetPeak(Device.CPU);

    assertThat(Memory.peakBytes(Device.CPU)).isLessThan(before - (100L << 20));
  }
}
