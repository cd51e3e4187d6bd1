package org.dora4j.cli.options;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dora4j.model.file.DraftFolder;

/** Files that commands write: nothing that exists is replaced unasked. */
public final class OutputFile {
  private OutputFile() {}

  /**
   * Checks, before any work is done, that a file may be written, or replaced.
   *
   * @param overwrite whether it may exist already
   * @throws IllegalArgumentException if it is in the way
   */
  public static void requireFree(Path file, boolean overwrite) {
    if (!overwrite || (Files.exists(file) && !Files.isRegularFile(file))) {
      requireNew(file, "; name another file, or add --overwrite to replace it");
    }
  }

  /**
   * Checks, before any work is done, that a file can be made.
   *
   * @throws IllegalArgumentException if something of that name exists
   */
  public static void requireNew(Path file) {
    requireNew(file, "; name another file");
  }

  private static void requireNew(Path file, String advice) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a folder; name a file to write");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is a device; name a file to write");
    }
    if (Files.exists(file)) {
      throw new IllegalArgumentException(file + " exists" + advice);
    }
  }

  /**
   * Checks, before any work is done, that a folder may be written. What a command that was killed
   * left there unfinished does not count.
   *
   * @throws IllegalArgumentException if it is a file, or holds something
   */
  public static void requireNewFolder(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(folder + " is a file; name a new folder");
    }
    try (Stream<Path> content = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      if (content.anyMatch(path -> !DraftFolder.isLeftOver(path))) {
        throw new IllegalArgumentException(
            folder + " exists and is not empty; name a new folder, or empty this one first");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }
}
