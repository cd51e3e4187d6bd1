package org.dora4j.model.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file beside its place and moves it there when it is complete: readers see the old file
 * or the new one, and a failure leaves nothing behind.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Replaces a file; its folder is made where it is missing.
   *
   * @throws ModelFileException if it cannot be written, e.g. because the disk is full, or is a
   *     device or a folder, which the move would put out of the way
   */
  public static void write(Path file, Content content) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(
          "%s is not a plain file and cannot be replaced; name a file.".formatted(file));
    }
    Path temporary = file.resolveSibling("." + file.getFileName() + ".saving");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        // Without this a full disk may come to light only after the move.
        channel.force(false);
      }
      move(temporary, file);
    } catch (IOException e) {
      throw new ModelFileException(
          "Cannot write %s: %s; nothing was changed.".formatted(file, reason(e)), e);
    } finally {
      delete(temporary);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Why a file could not be written, for the middle of a sentence. */
  public static String reason(IOException e) {
    String message = e.getMessage();
    return message != null && e.getClass() == IOException.class ? message : e.toString();
  }

  private static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // The failure that led here is the one to report; a second one about tidying says nothing.
    }
  }
}
