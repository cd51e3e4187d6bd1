package org.dora4j.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads a model's files into the system's cache on a thread of its own until it is closed, so that
 * the disk is busy while libtorch and a GPU are still starting. What cannot be read it passes over:
 * whoever opens the files says so.
 */
public final class ReadAhead implements AutoCloseable {
  private static final int CHUNK = 4 << 20;

  private final Thread thread;
  private volatile boolean closed;
  private long count;

  private ReadAhead(Path location, long most) {
    this.thread = new Thread(() -> read(location, most), "dora4j-read-ahead");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins with the first of a folder's safetensors files, or with the file.
   *
   * @param location a folder or a GGUF file; nothing happens where there is none
   * @param most bytes to read; more than the cache holds would push out what was read first
   */
  public static ReadAhead of(Path location, long most) {
    return new ReadAhead(location, most);
  }

  private void read(Path location, long most) {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    try {
      for (Path file : files(location)) {
        read(file, most, chunk);
      }
    } catch (IOException e) {
      // Opening the model meets the same and names it.
      return;
    }
  }

  private void read(Path file, long most, ByteBuffer chunk) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      int read = 0;
      while (read >= 0 && count < most && !closed) {
        count += read;
        chunk.clear();
        read = channel.read(chunk);
      }
    }
  }

  private static List<Path> files(Path location) throws IOException {
    if (!Files.isDirectory(location)) {
      return Files.isRegularFile(location) ? List.of(location) : List.of();
    }
    try (Stream<Path> list = Files.list(location)) {
      return list.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
    }
  }

  /** Waits until the thread has ended; reading that has not ended by itself is broken off. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything has been read, as far as it may be; returns the bytes. */
  long finish() throws InterruptedException {
    thread.join();
    return count;
  }
}
