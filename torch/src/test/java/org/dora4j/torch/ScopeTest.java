package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void releasesEverythingMadeInside() {
    long before = Memory.liveObjects();
    for (int i = 0; i < 100; i++) {
      try (Scope scope = Scope.open()) {
        Tensor a = Tensors.ones(DType.F32, Device.CPU, 16, 16);
        assertThat(Ops.silu(Ops.matmul(a, a)).toFloats()).hasSize(256);
      }
    }
    assertThat(Memory.liveObjects()).isEqualTo(before);
  }

  @Test
  void keepsAResultForTheScopeAround() {
    try (Scope outer = Scope.open()) {
      Tensor kept;
      try (Scope inner = Scope.open()) {
        kept = inner.keep(Ops.add(Tensors.ones(DType.F32, Device.CPU, 2), 1));
      }
      assertThat(kept.toFloats()).containsExactly(2f, 2f);
    }
  }

  @Test
  void keepsOutOfTheOutermostScopeForTheCaller() {
    long before = Memory.liveObjects();
    Tensor kept;
    try (Scope scope = Scope.open()) {
      kept = scope.keep(Tensors.ones(DType.F32, Device.CPU, 3));
    }
    assertThat(kept.toFloats()).containsExactly(1f, 1f, 1f);
    kept.close();
    assertThat(Memory.liveObjects()).isEqualTo(before);
  }

  @Test
  void givesMemoryBack() {
    try (Scope warm = Scope.open()) {
      Tensors.zeros(DType.F32, Device.CPU, 1 << 20);
    }
    long before = Memory.allocatedBytes();
    for (int i = 0; i < 20; i++) {
      try (Scope scope = Scope.open()) {
        Tensors.zeros(DType.F32, Device.CPU, 1 << 20);
      }
    }
    assertThat(Memory.allocatedBytes() - before).isLessThan(40L << 20);
  }
}
