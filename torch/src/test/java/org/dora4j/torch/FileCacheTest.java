package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void aForgottenFileIsReadAgain(@TempDir Path temp) throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "still there");

    assertThat(FileCache.drop(file)).isTrue();
    assertThat(file).hasContent("still there");
    assertThat(FileCache.drop(temp.resolve("missing"))).isFalse();
  }
}
