package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there as a whole or not at all, whenever the process ends. */
final class WholeFile {
  private WholeFile() {}

  /**
   * Writes a text; an older file stays until the new one is complete.
   *
   * @throws UncheckedIOException if it cannot be written, saying which
   */
  static void write(Path file, String text) {
    Path unfinished = file.resolveSibling("." + file.getFileName() + ".saving");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(unfinished, text);
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file + " (" + e + ").", e);
    }
  }
}
