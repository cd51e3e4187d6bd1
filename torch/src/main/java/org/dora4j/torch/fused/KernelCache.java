package org.dora4j.torch.fused;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Compiled kernels on disk, so that only the first run on a machine compiles them. A file's name is
 * the hash of all that its content follows from; the file begins with the hash of the code behind
 * it, so that a damaged one is noticed and made again. Files appear whole: several processes may
 * read and write at once. A folder that cannot be used costs time and nothing else.
 */
final class KernelCache {
  private static final int HASH_BYTES = 32;

  private final Path folder;

  KernelCache(Path folder) {
    this.folder = folder;
  }

  /**
   * {@code kernels} below {@code DORA4J_CACHE}, or below {@code dora4j} in {@code XDG_CACHE_HOME}
   * or in {@code .cache} of the user's home.
   */
  static Path folder(Map<String, String> environment) {
    String own = environment.getOrDefault("DORA4J_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own, "kernels");
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base =
        shared.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(shared);
    return base.resolve("dora4j").resolve("kernels");
  }

  /**
   * The name that code has in the cache.
   *
   * @param origins all that the code follows from: source, options, the compiler's version
   */
  static String key(String... origins) {
    MessageDigest digest = sha256();
    for (String origin : origins) {
      byte[] bytes = origin.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The code of a key; empty where it has not been stored, or not all of it can be read. */
  Optional<byte[]> find(String key) {
    try {
      byte[] content = Files.readAllBytes(file(key));
      byte[] code =
          Arrays.copyOfRange(content, Math.min(HASH_BYTES, content.length), content.length);
      boolean sound =
          code.length > 0
              && Arrays.equals(sha256().digest(code), Arrays.copyOf(content, HASH_BYTES));
      return sound ? Optional.of(code) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Stores code, in place of what is there. */
  void store(String key, byte[] code) {
    try {
      Files.createDirectories(folder);
      Path unfinished = Files.createTempFile(folder, "." + key, ".saving");
      try {
        Files.write(
            unfinished,
            ByteBuffer.allocate(HASH_BYTES + code.length)
                .put(sha256().digest(code))
                .put(code)
                .array());
        Files.move(
            unfinished,
            file(key),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      // The code is in memory, and the next run compiles it again.
      return;
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".cubin");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
