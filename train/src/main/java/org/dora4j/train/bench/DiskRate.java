package org.dora4j.train.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** How fast files can be read from one end to the other, with nothing done to their bytes. */
final class DiskRate {
  private static final int BUFFER_BYTES = 16 << 20;

  private DiskRate() {}

  /** Bytes per second of reading {@code files} one after another. */
  static double of(List<Path> files) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    long bytes = 0;
    long began = System.nanoTime();
    for (Path file : files) {
      bytes += read(file, buffer);
    }
    return bytes / ((System.nanoTime() - began) / 1e9);
  }

  private static long read(Path file, ByteBuffer buffer) {
    long bytes = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int count = channel.read(buffer.clear());
          count >= 0;
          count = channel.read(buffer.clear())) {
        bytes += count;
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
