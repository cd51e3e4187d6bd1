package org.dora4j.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A Llama of 2.8 million parameters that speaks about a toy world. It was trained from nothing by
 * dora4j itself; docs/embedded-model.md has the commands.
 *
 * <p>It comes as a resource and is unpacked to a folder in Hugging Face layout at first use.
 */
public final class EmbeddedModel {
  /** The name that commands know it by. */
  public static final String NAME = "embedded";

  private static final List<String> FILES =
      List.of(
          "config.json",
          "generation_config.json",
          "model.safetensors",
          "tokenizer.json",
          "tokenizer_config.json");

  private EmbeddedModel() {}

  /**
   * The folder with the model, below {@code DORA4J_CACHE}, or {@code dora4j} below {@code
   * XDG_CACHE_HOME}, or {@code .cache/dora4j} in the user's home.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static Path folder() {
    return unpack(cache(System.getenv()));
  }

  /**
   * The folder with the model below {@code cache}; unpacked where it is not there yet. Several
   * processes may do so at once.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public static Path unpack(Path cache) {
    Path folder = cache.resolve(NAME + "-" + version());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      Files.createDirectories(cache);
      Path unfinished = Files.createTempDirectory(cache, "." + NAME);
      for (String file : FILES) {
        try (InputStream in = open(file)) {
          Files.copy(in, unfinished.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
      move(unfinished, folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot unpack the embedded model to %s (%s); set DORA4J_CACHE to a folder with 10 MB of room."
              .formatted(folder, e),
          e);
    }
  }

  /** Whoever comes second leaves the first one's folder as it is. */
  private static void move(Path unfinished, Path folder) throws IOException {
    try {
      Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      for (String file : FILES) {
        Files.deleteIfExists(unfinished.resolve(file));
      }
      Files.deleteIfExists(unfinished);
    }
  }

  static Path cache(Map<String, String> environment) {
    String own = environment.getOrDefault("DORA4J_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    return (shared.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(shared))
        .resolve("dora4j");
  }

  /** First digits of the hash of all files: another model gets another folder. */
  private static String version() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (String file : FILES) {
        try (InputStream in = open(file)) {
          digest.update(in.readAllBytes());
        }
      }
      return HexFormat.of().formatHex(digest.digest(), 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the embedded model from its jar.", e);
    }
  }

  private static InputStream open(String file) {
    InputStream in = EmbeddedModel.class.getResourceAsStream("model/" + file);
    if (in == null) {
      throw new IllegalStateException("This build lacks the embedded model's " + file + ".");
    }
    return in;
  }
}
