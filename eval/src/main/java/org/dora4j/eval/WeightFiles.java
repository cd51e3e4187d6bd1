package org.dora4j.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells weights apart without reading gigabytes. */
final class WeightFiles {
  private static final String KINDS = ".*\\.(safetensors|bin|gguf|pth|pt)";
  private static final int SAMPLE = 1 << 20;

  private WeightFiles() {}

  /**
   * SHA-256, in hexadecimal, of the names, sizes, and first and last mebibyte of all weight files.
   *
   * @param place a file, or a folder with files
   */
  static String fingerprint(Path place) {
    MessageDigest digest = sha256();
    try {
      for (Path file : files(place)) {
        digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
        add(digest, file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the weights in " + place, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(file -> file.getFileName().toString().matches(KINDS)).sorted().toList();
    }
  }

  private static void add(MessageDigest digest, Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
      digest.update(sample(channel, 0, Math.min(size, SAMPLE)));
      digest.update(sample(channel, Math.max(0, size - SAMPLE), Math.min(size, SAMPLE)));
    }
  }

  private static ByteBuffer sample(FileChannel channel, long from, long length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
      continue;
    }
    return bytes.flip();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
