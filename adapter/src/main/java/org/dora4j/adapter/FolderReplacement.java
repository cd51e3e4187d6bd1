package org.dora4j.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dora4j.model.file.ModelFileException;

/** Writes several files of a folder together: all of them appear complete, or none does. */
final class FolderReplacement {

  private FolderReplacement() {}

  /** Writes files into a folder. */
  @FunctionalInterface
  interface Content {
    void writeInto(Path folder) throws IOException;
  }

  /**
   * Lets {@code content} write into a temporary folder and moves its files into {@code folder},
   * which is made where it is missing; other files there stay.
   *
   * @throws ModelFileException if writing fails, e.g. because the disk is full
   */
  static void write(Path folder, Content content) {
    try {
      Files.createDirectories(folder);
      Path staged = Files.createTempDirectory(folder, ".saving");
      try {
        content.writeInto(staged);
        for (Path file : children(staged)) {
          Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        delete(staged);
      }
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot write to %s: %s; nothing was changed.".formatted(folder, e), e);
    }
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      // adapter_config.json sorts before adapter_model.safetensors and is moved after it.
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path file : children(folder)) {
      Files.delete(file);
    }
    Files.delete(folder);
  }
}
