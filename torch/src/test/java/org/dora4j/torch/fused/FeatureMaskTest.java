package org.dora4j.torch.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Masks that host and kernels draw alike. */
class FeatureMaskTest {

  private final Scope scope = Scope.open();

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void hidesItsShareAndKeepsTheMean() {
    int features = 100_000;
    FeatureMask mask = FeatureMask.draw(0.05, features, 3);
    assertThat(mask.hiddenCount()).isBetween(4_700, 5_300);
    Tensor sum = Ops.sum(mask.factors(DType.F64, Device.CPU));
    assertThat(sum.item() / features).isCloseTo(1, offset(0.005));
  }

  @Test
  void isWhatTheDropoutKernelDraws() {
    Tensor drawn = Tensors.of(InvertedDropout.drawn(77, 0.3, 9), 77);
    Tensor factors = FeatureMask.draw(0.3, 77, 9).factors(DType.F32, Device.CPU);
    assertThat(Ops.maxDifference(factors, drawn)).isLessThan(1e-6);
  }

  @Test
  void anotherKeyHidesOthers() {
    Tensor one = FeatureMask.draw(0.3, 500, 1).factors(DType.F32, Device.CPU);
    Tensor other = FeatureMask.draw(0.3, 500, 2).factors(DType.F32, Device.CPU);
    assertThat(Ops.identical(one, other)).isFalse();
  }

  @Test
  void neighboursAreHiddenIndependently() {
    float[] drawn = InvertedDropout.drawn(400_000, 0.5, 4);
    int both = 0;
    for (int i = 0; i + 1 < drawn.length; i++) {
      both += drawn[i] == 0 && drawn[i + 1] == 0 ? 1 : 0;
    }
    assertThat(both / 400_000.0).isCloseTo(0.25, offset(0.005));
  }
}
