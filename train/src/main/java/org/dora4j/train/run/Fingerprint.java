package org.dora4j.train.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.dora4j.data.Example;

/** SHA-256 of what a run was made from, in hexadecimal. */
public final class Fingerprint {
  private static final int CHUNK = 1 << 20;

  private Fingerprint() {}

  /** Of the ids and labels of examples in their order. */
  public static String of(List<Example> examples) {
    MessageDigest digest = sha256();
    for (Example example : examples) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (2 * example.length() + 1));
      bytes.putInt(example.length());
      bytes.asIntBuffer().put(example.ids()).put(example.labels());
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Of a file's content.
   *
   * @throws RunFolderException if it cannot be read
   */
  public static String of(Path file) {
    return of(file, () -> false).orElseThrow();
  }

  /**
   * Of a file's content.
   *
   * @param stop asked after each megabyte
   * @return empty where {@code stop} said so
   * @throws RunFolderException if it cannot be read
   */
  static Optional<String> of(Path file, BooleanSupplier stop) {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (stop.getAsBoolean()) {
          return Optional.empty();
        }
        digest.update(chunk, 0, count);
      }
    } catch (IOException e) {
      throw new RunFolderException("Cannot read " + file + " (" + e + ").", e);
    }
    return Optional.of(HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
