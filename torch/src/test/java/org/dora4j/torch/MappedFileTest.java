package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {

  @TempDir private Path temp;

  private Path floats(int lead, float... values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(lead + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(lead);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(temp.resolve("floats-" + lead), bytes.array());
  }

  @Test
  void anAlignedSliceIsAView() throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor bytes = MappedFile.open(floats(8, 1, 2, 3, 4));
      Tensor slice = MappedFile.slice(bytes, 8, DType.F32, 2, 2);
      assertThat(slice.toFloats()).containsExactly(1, 2, 3, 4);
      assertThat(slice.address()).isEqualTo(bytes.address() + 8);
    }
  }

  @Test
  void aMisalignedSliceIsReadAllTheSame() throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor bytes = MappedFile.open(floats(3, 5, 6));
      assertThat(MappedFile.slice(bytes, 3, DType.F32, 2).toFloats()).containsExactly(5, 6);
    }
  }

  @Test
  void anEmptyFileIsRefusedByName() throws IOException {
    Path empty = Files.createFile(temp.resolve("empty"));
    assertThatThrownBy(() -> MappedFile.open(empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void aSliceBeyondTheFileIsAnException() throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor bytes = MappedFile.open(floats(0, 1));
      assertThatThrownBy(() -> MappedFile.slice(bytes, 0, DType.F32, 9))
          .isInstanceOf(TorchException.class);
    }
  }
}
