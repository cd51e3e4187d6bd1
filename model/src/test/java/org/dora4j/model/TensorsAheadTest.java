package org.dora4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Memory;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;

class TensorsAheadTest {
  private static final List<String> NAMES =
      IntStream.range(0, 40).mapToObj(Integer::toString).toList();

  private static Tensor numbered(String name) {
    return Tensors.full(Integer.parseInt(name), DType.F32, Device.CPU, 3);
  }

  @Test
  void eachNameGetsItsOwnTensor() {
    try (Scope scope = Scope.open();
        TensorsAhead ahead = new TensorsAhead(NAMES, TensorsAheadTest::numbered)) {
      for (String name : NAMES) {
        float value = Integer.parseInt(name);
        assertThat(ahead.take(name).tensor().toFloats()).containsExactly(value, value, value);
      }
    }
  }

  @Test
  void whatTheReaderThrowsReachesWhoeverAsks() {
    try (Scope scope = Scope.open();
        TensorsAhead ahead =
            new TensorsAhead(
                List.of("a"),
                name -> {
                  throw new IllegalStateException(name + " is damaged");
                })) {
      assertThatThrownBy(() -> ahead.take("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("a is damaged");
    }
  }

  @Test
  void nothingStaysOfTensorsThatNobodyTakes() {
    try (Scope scope = Scope.open()) {
      numbered("0");
    }
    long before = Memory.liveObjects();
    try (Scope scope = Scope.open();
        TensorsAhead ahead = new TensorsAhead(NAMES, TensorsAheadTest::numbered)) {
      ahead.take("5");
    }
    assertThat(Memory.liveObjects()).isLessThanOrEqualTo(before);
  }
}
