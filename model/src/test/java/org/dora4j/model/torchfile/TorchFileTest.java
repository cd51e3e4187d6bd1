package org.dora4j.model.torchfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of torch.save: tensors are read, programs are refused. */
class TorchFileTest {

  private static final Path GOLDEN =
      Path.of(System.getProperty("dora4j.root"), "testdata", "golden", "legacy");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip.bin", "zip_protocol4.bin", "stream.bin"})
  void tensorsOfEveryKindAreThoseOfTorch(String name) {
    try (Scope scope = Scope.open();
        TorchFile file = TorchFile.open(GOLDEN.resolve("torch_files").resolve(name));
        SafeTensors expected =
            SafeTensors.open(GOLDEN.resolve("torch_files").resolve("expected.safetensors"))) {
      assertThat(file.names()).containsExactlyInAnyOrderElementsOf(expected.names());
      for (String key : expected.names()) {
        assertThat(Ops.identical(file.tensor(key), expected.tensor(key))).as(key).isTrue();
        assertThat(file.shape(key)).as(key).isEqualTo(expected.shape(key));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.bin", "stream.bin"})
  void aPickleThatCallsAFunctionIsRefused(String name) {
    Path file = GOLDEN.resolve("attacks").resolve(name);
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(
            "it asks to call __builtin__.print when it is loaded, which is refused");
  }

  @ParameterizedTest
  @CsvSource({
    "cos|system|(X....echotR., it asks to call os.system",
    "cbuiltins|eval|(X....echotR., it asks to call builtins.eval",
    "ctorch._utils|_rebuild_wrapper_subclass|)R., it asks to call torch._utils._rebuild_wrapper_subclass",
    "cos|system|)b., it sets the state of an object that is no map",
  })
  void anInnocentLookingCallIsRefused(String pickle, String problem) throws IOException {
    String source = pickle.replace('|', '\n').replace("X....", "X\u0004\0\0\0");
    assertRefused(source.getBytes(StandardCharsets.ISO_8859_1), problem);
  }

  @ParameterizedTest
  @CsvSource({"i, 69", "o, 6f", "81, 81", "92, 92", "82, 82", "P, 50", "S, 53", "I, 49"})
  void instructionsThatCouldDoMoreAreRefused(String name, String code) throws IOException {
    assertRefused(
        new byte[] {(byte) Integer.parseInt(code, 16), '.'},
        "holds the pickle instruction 0x" + code);
  }

  @Test
  void nestedTuplesAsKeysAreRefusedBeforeTheyAreHashed() throws IOException {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {'}', ')', 'q', 0});
    for (int i = 0; i < 64; i++) {
      pickle.writeBytes(new byte[] {'h', (byte) i, (byte) 0x86, 'q', (byte) (i + 1)});
    }
    pickle.writeBytes(new byte[] {'N', 's', '.'});
    assertRefused(pickle.toByteArray(), "keys that are neither texts nor numbers");
  }

  @Test
  void aPickleThatUnderflowsItsStackIsRefused() throws IOException {
    assertRefused(new byte[] {'R', '.'}, "its pickle is not well-formed");
    assertRefused(new byte[] {'t', '.'}, "its pickle is not well-formed");
    assertRefused(new byte[] {'h', 3, '.'}, "its pickle is not well-formed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zip.bin", "stream.bin"})
  void aFileCutShortAnywhereIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("torch_files").resolve(name));
    for (int length = 0; length < whole.length; length += 61) {
      Path file = folder.resolve("cut.bin");
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TorchFile.open(file)).isInstanceOf(ModelFileException.class);
    }
  }

  @Test
  void aViewBeyondItsMemoryIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("torch_files").resolve("stream.bin"));
    // The view "shared" has the shape (2, 3): K 2, K 3, TUPLE2.
    int at = indexOf(whole, new byte[] {'K', 2, 'K', 3, (byte) 0x86});
    whole[at + 1] = 100;
    Path file = folder.resolve("beyond.bin");
    Files.write(file, whole);
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("reaches beyond its memory");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> TorchFile.open(folder.resolve("none.bin")))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("none.bin");
  }

  private static int indexOf(byte[] text, byte[] part) {
    for (int i = 0; i + part.length <= text.length; i++) {
      if (Arrays.equals(text, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  /** A stream whose first pickle is {@code pickle}. */
  private void assertRefused(byte[] pickle, String problem) throws IOException {
    Path file = folder.resolve("attack.bin");
    Files.write(file, pickle);
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(problem);
  }
}
