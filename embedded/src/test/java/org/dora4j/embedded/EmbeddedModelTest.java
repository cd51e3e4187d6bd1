package org.dora4j.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedModelTest {

  @Test
  void unpacksOnceAndLeavesNothingElse(@TempDir Path cache) throws IOException {
    Path folder = EmbeddedModel.unpack(cache);
    FileTime first = Files.getLastModifiedTime(folder.resolve("model.safetensors"));
    assertThat(EmbeddedModel.unpack(cache)).isEqualTo(folder);
    assertThat(Files.getLastModifiedTime(folder.resolve("model.safetensors"))).isEqualTo(first);
    assertThat(cache).isDirectoryNotContaining(path -> !path.equals(folder));
    assertThat(folder.resolve("tokenizer.json")).isNotEmptyFile();
  }

  @Test
  void staysBelowTheSizeThatARepositoryCanCarry(@TempDir Path cache) throws IOException {
    assertThat(Files.size(EmbeddedModel.unpack(cache).resolve("model.safetensors")))
        .isBetween(4_000_000L, 8_000_000L);
  }

  @Test
  void theCacheFollowsTheEnvironment() {
    assertThat(EmbeddedModel.cache(Map.of("DORA4J_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(EmbeddedModel.cache(Map.of("XDG_CACHE_HOME", "/b"))).isEqualTo(Path.of("/b/dora4j"));
    assertThat(EmbeddedModel.cache(Map.of()).toString()).endsWith(".cache/dora4j");
  }

  @Test
  void aCacheThatIsAFileIsToldInOneSentence(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedModel.unpack(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("DORA4J_CACHE");
  }
}
