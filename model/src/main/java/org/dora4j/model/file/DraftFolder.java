package org.dora4j.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files that belong together, written beside their place and moved there when all are complete. A
 * failure leaves nothing behind; a process that is killed leaves its draft, which the next one in
 * that folder removes.
 */
public final class DraftFolder implements AutoCloseable {
  private static final String NAME = ".saving";

  private final Path folder;
  private final Path draft;
  private final boolean existed;
  private boolean published;

  private DraftFolder(Path folder, boolean existed) {
    this.folder = folder;
    this.draft = folder.resolve(NAME);
    this.existed = existed;
  }

  /**
   * Begins a draft; the folder is made where it is missing, and a draft that was never finished
   * goes.
   *
   * @throws ModelFileException if it cannot be made
   */
  public static DraftFolder begin(Path folder) {
    DraftFolder begun = new DraftFolder(folder, Files.exists(folder));
    try {
      begun.clear();
      Files.createDirectories(begun.draft);
      return begun;
    } catch (IOException e) {
      begun.close();
      throw begun.failed(e);
    }
  }

  /** Whether a path is a draft that a killed process left in the folder it was writing to. */
  public static boolean isLeftOver(Path path) {
    return path.endsWith(NAME) && Files.isDirectory(path);
  }

  /** The folder that the draft's files are in until they are published. */
  public Path path() {
    return draft;
  }

  /** Where a file of the draft is written. */
  public Path resolve(String name) {
    return draft.resolve(name);
  }

  /** Writes a text. */
  public void text(String name, String content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
    AtomicFile.write(resolve(name), channel -> TensorOutput.write(channel, bytes));
  }

  /**
   * Moves all files to their place.
   *
   * @param last goes last: a folder that has it is complete
   * @throws ModelFileException if one cannot be moved
   */
  public void publish(String last) {
    try {
      List<Path> drafts;
      try (Stream<Path> files = Files.list(draft)) {
        drafts = new ArrayList<>(files.sorted().toList());
      }
      drafts.remove(resolve(last));
      drafts.add(resolve(last));
      for (Path file : drafts) {
        Files.move(file, folder.resolve(file.getFileName()));
      }
      published = true;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ModelFileException failed(IOException e) {
    return new ModelFileException(
        "Cannot write the model to %s: %s.".formatted(folder, AtomicFile.reason(e)), e);
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    try {
      clear();
      if (!existed && !published) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // The failure that led here is the one to report; a second one about tidying says nothing.
    }
  }

  private void clear() throws IOException {
    if (Files.isDirectory(draft)) {
      try (Stream<Path> files = Files.list(draft)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(draft);
    }
  }
}
