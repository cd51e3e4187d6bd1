package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;

class HalvesTest {
  private static final int ALL = 1 << 16;

  @Test
  void everyHalfHasTheValueThatLibtorchGivesIt() {
    try (Scope scope = Scope.open()) {
      float[] expected =
          Tensors.arange(ALL, org.dora4j.torch.Device.CPU)
              .to(DType.I16)
              .viewAs(DType.F16)
              .to(DType.F32)
              .toFloats();
      float[] values = new float[ALL];
      for (int half = 0; half < ALL; half++) {
        values[half] = Halves.toFloat(half);
      }
      assertThat(Arrays.equals(values, expected)).isTrue();
    }
  }

  @Test
  void everyHalfComesBackFromItsFloat() {
    List<Integer> changed = new ArrayList<>();
    for (int half = 0; half < ALL; half++) {
      if (!Float.isNaN(Halves.toFloat(half)) && Halves.of(Halves.toFloat(half)) != half) {
        changed.add(half);
      }
    }
    assertThat(changed).isEmpty();
  }

  @Test
  void floatsBetweenHalvesGoTheWayLibtorchRoundsThem() {
    float[] between = new float[2000];
    for (int i = 0; i < between.length; i++) {
      between[i] = (float) (Math.exp((i - 1000) / 55.0) * (i % 2 == 0 ? 1 : -1));
    }
    between[0] = Math.nextUp(65504f + 15);
    between[1] = 65520f;
    between[2] = 1 + 0x1p-11f;
    between[3] = 1 + 3 * 0x1p-11f;
    between[4] = 1.5f * 0x1p-24f;
    try (Scope scope = Scope.open()) {
      float[] expected = Tensors.of(between, between.length).to(DType.F16).to(DType.F32).toFloats();
      for (int i = 0; i < between.length; i++) {
        assertThat(Halves.toFloat(Halves.of(between[i]))).isEqualTo(expected[i]);
      }
    }
  }
}
