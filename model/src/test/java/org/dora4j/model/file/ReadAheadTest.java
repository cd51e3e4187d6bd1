package org.dora4j.model.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  private static final int CHUNK = 4 << 20;

  @TempDir private Path folder;

  private long read(Path location, long most) throws InterruptedException {
    try (ReadAhead ahead = ReadAhead.of(location, most)) {
      return ahead.finish();
    }
  }

  @Test
  void readsTheWeightsOfAFolderAndNothingElse() throws Exception {
    Files.write(folder.resolve("model-1.safetensors"), new byte[CHUNK + 5]);
    Files.write(folder.resolve("model-2.safetensors"), new byte[7]);
    Files.write(folder.resolve("optimizer.bin"), new byte[100]);
    assertThat(read(folder, Long.MAX_VALUE)).isEqualTo(CHUNK + 12);
  }

  @Test
  void stopsAtTheChunkThatReachesTheLimit() throws Exception {
    Path file = Files.write(folder.resolve("model.gguf"), new byte[3 * CHUNK]);
    assertThat(read(file, CHUNK + 1)).isEqualTo(2 * CHUNK);
    assertThat(read(file, 0)).isZero();
  }

  @Test
  void whereThereIsNothingItReadsNothing() throws IOException, InterruptedException {
    assertThat(read(folder.resolve("none"), 100)).isZero();
    assertThat(read(Files.createDirectory(folder.resolve("empty")), 100)).isZero();
  }
}
