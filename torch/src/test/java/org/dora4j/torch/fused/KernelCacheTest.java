package org.dora4j.torch.fused;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelCacheTest {
  private static final byte[] CODE = "machine code".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.reduce((a, b) -> Path.of("more than one")).orElseThrow();
    }
  }

  @Test
  void whatWasStoredIsFoundByAnother() {
    new KernelCache(folder).store("k", CODE);
    assertThat(new KernelCache(folder).find("k")).contains(CODE);
    assertThat(new KernelCache(folder).find("other")).isEmpty();
  }

  @Test
  void aKeyFollowsFromEveryOrigin() {
    String key = KernelCache.key("source", "-DWIDTH=8", "NVRTC 13.1");
    assertThat(key)
        .isEqualTo(KernelCache.key("source", "-DWIDTH=8", "NVRTC 13.1"))
        .isNotEqualTo(KernelCache.key("source ", "-DWIDTH=8", "NVRTC 13.1"))
        .isNotEqualTo(KernelCache.key("source", "-DWIDTH=4", "NVRTC 13.1"))
        .isNotEqualTo(KernelCache.key("source", "-DWIDTH=8", "NVRTC 13.2"))
        .isNotEqualTo(KernelCache.key("source-", "DWIDTH=8", "NVRTC 13.1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 32, 40})
  void aFileThatWasCutOffHoldsNoCode(int length) throws IOException {
    KernelCache cache = new KernelCache(folder);
    cache.store("k", CODE);
    byte[] whole = Files.readAllBytes(onlyFile());
    Files.write(onlyFile(), java.util.Arrays.copyOf(whole, length));
    assertThat(cache.find("k")).isEmpty();
  }

  @Test
  void aFileWithAnotherByteHoldsNoCodeAndIsReplaced() throws IOException {
    KernelCache cache = new KernelCache(folder);
    cache.store("k", CODE);
    byte[] bytes = Files.readAllBytes(onlyFile());
    bytes[bytes.length - 1]++;
    Files.write(onlyFile(), bytes);
    assertThat(cache.find("k")).isEmpty();
    cache.store("k", CODE);
    assertThat(cache.find("k")).contains(CODE);
  }

  @Test
  void aFolderThatCannotBeMadeIsNoError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    KernelCache cache = new KernelCache(file.resolve("kernels"));
    cache.store("k", CODE);
    assertThat(cache.find("k")).isEmpty();
    assertThat(file).hasContent("mine");
  }

  @Test
  void manyWritersLeaveOneWholeFile() throws IOException {
    byte[] large = new byte[1 << 20];
    java.util.Arrays.fill(large, (byte) 7);
    IntStream.range(0, 16).parallel().forEach(i -> new KernelCache(folder).store("k", large));
    assertThat(new KernelCache(folder).find("k")).contains(large);
    assertThat(onlyFile()).hasFileName("k.cubin");
  }

  @Test
  void theFolderIsTheUsersCache() {
    assertThat(KernelCache.folder(Map.of("DORA4J_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a/kernels"));
    assertThat(KernelCache.folder(Map.of("XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/b/dora4j/kernels"));
    assertThat(KernelCache.folder(Map.of()).toString()).endsWith(".cache/dora4j/kernels");
  }
}
