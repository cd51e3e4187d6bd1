package org.dora4j.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.AbstractThrowableAssert;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.Scope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufHeaderTest {
  private static final int HEAD = 2500;

  @TempDir Path folder;
  private Path sound;
  private Path broken;

  @BeforeEach
  void write() {
    sound = folder.resolve("sound.gguf");
    broken = folder.resolve("broken.gguf");
    Path model =
        Path.of(System.getProperty("dora4j.root")).resolve("testdata/golden/models/rope_llama3");
    try (Scope scope = Scope.open();
        ModelFiles files = Checkpoint.open(model.toString())) {
      GgufWriter.write(sound, files.config(), files.weights(), GgufType.Q8_0, Map.of());
    }
  }

  private AbstractThrowableAssert<?, ?> assertRefused(byte[] bytes) throws IOException {
    Files.write(broken, bytes);
    return assertThatThrownBy(() -> Checkpoint.open(broken.toString()).close())
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("broken.gguf");
  }

  private byte[] bytes() throws IOException {
    return Files.readAllBytes(sound);
  }

  private byte[] head(GgufOutput head) throws IOException {
    head.pad(32);
    byte[] bytes = Arrays.copyOf(head.bytes(), head.size() + 64);
    return bytes;
  }

  /** Magic, version and counts of a file to which a test adds something wrong. */
  private static GgufOutput start(long tensors, long keys) {
    GgufOutput head = new GgufOutput();
    head.int32(GgufHeader.MAGIC);
    head.int32(3);
    head.int64(tensors);
    head.int64(keys);
    return head;
  }

  private static void tensor(GgufOutput head, String name, long size, int type, long offset) {
    head.string(name);
    head.int32(1);
    head.int64(size);
    head.int32(type);
    head.int64(offset);
  }

  @Test
  void aFileCutAnywhereIsRefused() throws IOException {
    byte[] whole = bytes();
    for (int length = 0; length < whole.length - 100; length += 100) {
      assertRefused(Arrays.copyOf(whole, length));
    }
  }

  @Test
  void aFileWithABrokenByteIsReadInsideItsBoundsOrRefused() throws IOException {
    byte[] whole = bytes();
    SplittableRandom random = new SplittableRandom(11);
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(HEAD)] = (byte) random.nextInt(256);
      Files.write(broken, bytes);
      try (Scope scope = Scope.open();
          ModelFiles files = Checkpoint.open(broken.toString())) {
        files.weights().names().forEach(name -> files.weights().tensor(name).toFloats());
      } catch (ModelFileException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 499);
  }

  @Test
  void anotherKindOfFileIsToldByItsFirstLetters() throws IOException {
    assertRefused("safetensors, perhaps, but not this format".getBytes("UTF-8"))
        .hasMessageContaining("does not begin with the letters GGUF");
  }

  @Test
  void anUnknownVersionIsNamed() throws IOException {
    byte[] bytes = bytes();
    bytes[4] = 9;
    assertRefused(bytes).hasMessageContaining("it has version 9");
  }

  @Test
  void aBigEndianFileIsNamed() throws IOException {
    byte[] bytes = bytes();
    bytes[4] = 0;
    bytes[7] = 3;
    assertRefused(bytes).hasMessageContaining("big-endian");
  }

  @Test
  void hugeCountsAreNotBelieved() throws IOException {
    assertRefused(head(start(Long.MAX_VALUE, 0))).hasMessageContaining("tensors follow");
    assertRefused(head(start(0, -1))).hasMessageContaining("18446744073709551615 keys follow");
  }

  @Test
  void aHugeStringIsNotBelieved() throws IOException {
    GgufOutput head = start(0, 1);
    head.int64(1L << 50);
    assertRefused(head(head)).hasMessageContaining("bytes of text follow");
  }

  @Test
  void aKeyOrATensorNamedTwiceIsRefused() throws IOException {
    GgufOutput keys = start(0, 2);
    keys.pair("a", 1);
    keys.pair("a", 2);
    assertRefused(head(keys)).hasMessageContaining("the key a twice");
    GgufOutput tensors = start(2, 0);
    tensor(tensors, "x", 4, 0, 0);
    tensor(tensors, "x", 4, 0, 32);
    assertRefused(head(tensors)).hasMessageContaining("two tensors named x");
  }

  @Test
  void tensorsOutsideTheFileOrOverEachOtherAreRefused() throws IOException {
    GgufOutput far = start(1, 0);
    tensor(far, "x", 4, 0, 1L << 40);
    assertRefused(head(far)).hasMessageContaining("x reaches beyond the end");
    GgufOutput negative = start(1, 0);
    tensor(negative, "x", 4, 0, -32);
    assertRefused(head(negative)).hasMessageContaining("x begins at offset -32");
    GgufOutput over = start(2, 0);
    tensor(over, "x", 16, 0, 0);
    tensor(over, "y", 4, 0, 32);
    assertRefused(head(over)).hasMessageContaining("y overlaps x");
  }

  @Test
  void impossibleShapesAndTypesAreRefused() throws IOException {
    GgufOutput negative = start(1, 0);
    tensor(negative, "x", -4, 0, 0);
    assertRefused(head(negative)).hasMessageContaining("x has the shape [-4]");
    GgufOutput ragged = start(1, 0);
    tensor(ragged, "x", 33, 8, 0);
    assertRefused(head(ragged)).hasMessageContaining("blocks of Q8_0 have 32");
    GgufOutput unknown = start(1, 0);
    tensor(unknown, "x", 256, 10, 0);
    assertRefused(head(unknown)).hasMessageContaining("x is of the type number 10");
  }

  @Test
  void anotherArchitectureIsNamed() throws IOException {
    GgufOutput head = start(0, 1);
    head.pair("general.architecture", "gemma");
    assertRefused(head(head)).hasMessageContaining("general.architecture is \"gemma\"");
  }
}
