package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DequantizeTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root"))
          .resolve("testdata/golden/gguf/dequantise.safetensors");

  @ParameterizedTest
  @EnumSource(GgufType.class)
  void everyTypeHasTheValuesThatGgufPyFinds(GgufType type) {
    try (Scope scope = Scope.open();
        SafeTensors golden = SafeTensors.open(GOLDEN)) {
      Tensor raw = golden.tensor(type + ".raw");
      float[] expected = golden.tensor(type + ".values").toFloats();
      Tensor read = Dequantize.read(raw.reshape(raw.count()), 0, type, 4, 512);
      float[] values = read.to(DType.F32).toFloats();
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(values[i] - expected[i]))
            .as("element %d: %s and %s", i, values[i], expected[i])
            .isLessThanOrEqualTo(2 * Math.ulp(expected[i]));
      }
    }
  }

  @Test
  void tensorsLongerThanASliceKeepTheirOrder() {
    int blocks = 5000;
    try (Scope scope = Scope.open()) {
      Tensor bytes = Tensors.zeros(DType.U8, Device.CPU, (long) blocks * 34);
      // Half-precision scale 1 in every block; the first quant of block b is b modulo 100.
      for (int b = 0; b < blocks; b++) {
        bytes.narrow(0, b * 34L + 1, 1).fill_(0x3c);
        bytes.narrow(0, b * 34L + 2, 1).fill_(b % 100);
      }
      float[] values = Dequantize.read(bytes, 0, GgufType.Q8_0, blocks, 32).toFloats();
      for (int b = 0; b < blocks; b++) {
        assertThat(values[b * 32]).isEqualTo(b % 100);
      }
    }
  }
}
