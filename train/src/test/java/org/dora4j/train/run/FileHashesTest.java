package org.dora4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.dora4j.torch.Device;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileHashesTest {
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path folder;
  private Path weights;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    weights =
        Files.writeString(
            Files.createDirectories(folder.resolve("model")).resolve("model.safetensors"), "abc");
    data = Files.writeString(folder.resolve("data.json"), "abc");
  }

  private FileHashes hashes() {
    return new FileHashes(
        new Manifest(
            Instant.EPOCH,
            List.of(),
            1,
            Device.CPU,
            folder.resolve("model"),
            List.of(data),
            "plain",
            1,
            0,
            "0"));
  }

  @Test
  void thoseOfTheDataAreThereAtOnce() {
    try (FileHashes hashes = hashes()) {
      assertThat(hashes.soFar()).containsOnlyKeys(data).containsEntry(data, OF_ABC);
    }
  }

  @Test
  void thoseOfTheModelCanBeWaitedFor() {
    try (FileHashes hashes = hashes()) {
      assertThat(hashes.all()).containsOnlyKeys(data, weights).containsEntry(weights, OF_ABC);
      assertThat(hashes.problem()).isEmpty();
    }
  }

  @Test
  void beginningTwiceIsBeginningOnce() {
    try (FileHashes hashes = hashes()) {
      hashes.begin();
      hashes.begin();
      assertThat(hashes.all()).hasSize(2);
    }
  }

  @Test
  void aModelFileThatHasGoneIsAProblemAndNoError() throws IOException {
    try (FileHashes hashes = hashes()) {
      Files.delete(weights);
      assertThat(hashes.all()).containsOnlyKeys(data);
      assertThat(hashes.problem().orElseThrow())
          .contains("Cannot read")
          .contains("model.safetensors");
    }
  }

  @Test
  void dataThatHasGoneIsAnError() throws IOException {
    Files.delete(data);
    assertThatThrownBy(this::hashes).isInstanceOf(RunFolderException.class);
  }
}
