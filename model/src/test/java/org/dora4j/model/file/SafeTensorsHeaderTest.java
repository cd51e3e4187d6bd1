package org.dora4j.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsHeaderTest {
  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root"))
          .resolve("testdata/golden/models/gqa/model.safetensors");

  @TempDir Path folder;

  private Path file(long length, String header, int dataBytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    out.write(header.getBytes(StandardCharsets.UTF_8));
    out.write(new byte[dataBytes]);
    return Files.write(folder.resolve("lying.safetensors"), out.toByteArray());
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
  }

  @Test
  void aSoundHeaderIsRead() throws IOException {
    Path sound = file("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
    try (SafeTensors read = SafeTensors.open(sound)) {
      assertThat(read.names()).containsExactly("x");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 99_999, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32})
  void aWrongLengthFieldIsRefused(long length) throws IOException {
    Path lying = file(length, "{}", 8);
    assertThatThrownBy(() -> SafeTensors.open(lying))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("lying.safetensors is not a sound safetensors file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[]|not a JSON object",
        "{\"x\"|not JSON",
        "{\"x\":1}|x has the dtype",
        "{\"x\":{\"dtype\":\"Q9\",\"shape\":[2],\"data_offsets\":[0,8]}}|the dtype \"Q9\"",
        "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}|x has no list shape",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|hold -2",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}|hold 2.5",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}|begin and an end",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}|hold -8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}|begin and an end",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|there are only 8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|has 8 bytes",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,2],\"data_offsets\":[0,8]}}|has 8 bytes",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}|hold 9999",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|x leaves a gap after the header",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4 bytes after x belong",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|y overlaps x",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|not JSON (Duplicate",
        "{\"__metadata__\":{\"a\":1},\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|something other than texts",
      })
  void aLyingHeaderIsRefusedWithItsReason(String header, String reason) throws IOException {
    Path lying = file(header, 8);
    assertThatThrownBy(() -> SafeTensors.open(lying))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("lying.safetensors")
        .hasMessageContaining(reason);
  }

  @Test
  void headersNestedWithoutEndAreRefused() throws IOException {
    Path lying = file("{\"x\":" + "[".repeat(100_000), 8);
    assertThatThrownBy(() -> SafeTensors.open(lying)).isInstanceOf(ModelFileException.class);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN);
    Path cut = folder.resolve("cut.safetensors");
    for (int length = 0; length < whole.length; length += 100) {
      Files.write(cut, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafeTensors.open(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(ModelFileException.class)
          .hasMessageContaining("cut.safetensors");
    }
  }

  @Test
  void aFileWithABrokenByteIsReadInsideItsBoundsOrRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN);
    int head = 8 + SafeTensorsTest.headerLength(whole);
    Path broken = folder.resolve("broken.safetensors");
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(head)] = (byte) random.nextInt(256);
      Files.write(broken, bytes);
      try (Scope scope = Scope.open();
          SafeTensors read = SafeTensors.open(broken)) {
        read.names().forEach(name -> Ops.identical(read.tensor(name), read.tensor(name)));
      } catch (ModelFileException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 500);
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> SafeTensors.open(folder.resolve("none.safetensors")))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("There is no file " + folder.resolve("none.safetensors") + ".");
  }
}
