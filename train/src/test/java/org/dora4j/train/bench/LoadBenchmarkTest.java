package org.dora4j.train.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.OptionalDouble;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadBenchmarkTest {

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void measuresAFolder(boolean cold) {
    Path folder = Path.of(System.getProperty("dora4j.root"), "testdata/golden/models/gqa");

    LoadResult result = LoadBenchmark.run(folder, DType.F32, Device.CPU, cold);

    assertThat(result.seconds()).isPositive();
    assertThat(result.fileBytes()).isGreaterThanOrEqualTo(result.deviceBytes());
    assertThat(result.hostToDeviceRate()).isEmpty();
    assertThat(result.timesLimit()).isPositive();
  }

  @Test
  void theLimitIsTheSlowerOfDiskAndLink() {
    LoadResult disk = new LoadResult(3, 1000, 500, 1000, OptionalDouble.of(1000), true);
    assertThat(disk.limitSeconds()).isEqualTo(1, within(1e-12));
    assertThat(disk.timesLimit()).isEqualTo(3, within(1e-12));
    LoadResult link = new LoadResult(3, 1000, 500, 1e9, OptionalDouble.of(250), true);
    assertThat(link.limitSeconds()).isEqualTo(2, within(1e-12));
  }

  @Test
  void aFolderWithoutWeightsIsNamed(@TempDir Path empty) {
    assertThatThrownBy(() -> LoadBenchmark.weightFiles(empty))
        .hasMessageContainingAll("no .safetensors file", empty.toString());
  }
}
