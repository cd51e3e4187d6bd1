package org.dora4j.cli.doctor;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dora4j.model.hub.HubSettings;
import org.dora4j.torch.Memory;

/** A folder in which something is kept between runs: where, how large, and may this user write? */
final class CacheCheck implements Check {
  private final String subject;
  private final String holds;
  private final Path folder;

  /**
   * @param subject what to call it
   * @param holds what is kept there
   * @param folder where
   */
  CacheCheck(String subject, String holds, Path folder) {
    this.subject = subject;
    this.holds = holds;
    this.folder = folder;
  }

  /** Models downloaded from the Hub. */
  static CacheCheck models() {
    return new CacheCheck(
        "model cache", "models from the Hub", HubSettings.fromEnvironment().cache());
  }

  /** Native libraries, unpacked from their jars. */
  static CacheCheck natives() {
    String asked = System.getProperty("org.bytedeco.javacpp.cachedir");
    return new CacheCheck(
        "natives cache",
        "unpacked native libraries",
        asked == null ? home(".javacpp", "cache") : Path.of(asked));
  }

  /** The tokenizer's native library. */
  static CacheCheck tokenizers() {
    String asked = System.getenv("DJL_CACHE_DIR");
    return new CacheCheck(
        "tokenizer cache",
        "the tokenizer's native library",
        asked == null ? home(".djl.ai") : Path.of(asked));
  }

  private static Path home(String... names) {
    return Path.of(System.getProperty("user.home", "."), names);
  }

  @Override
  public Finding look() {
    File existing = folder.toAbsolutePath().toFile();
    while (!existing.exists() && existing.getParentFile() != null) {
      existing = existing.getParentFile();
    }
    if (!existing.canWrite()) {
      return Finding.broken(
          subject, folder + " cannot be written to", "Make it writable, or move it elsewhere.");
    }
    String size = Files.exists(folder) ? Memory.format(FolderSize.of(folder)) : "empty";
    return Finding.good(subject, "%s: %s (%s)".formatted(folder, size, holds));
  }
}
