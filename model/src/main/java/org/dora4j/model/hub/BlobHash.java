package org.dora4j.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The hash by which the Hub names a file: SHA-256 of the content of large files, and git's SHA-1
 * (of a header with the length, then the content) of small ones.
 */
final class BlobHash {
  private static final int SHA1_DIGITS = 40;
  private static final int SHA256_DIGITS = 64;
  private static final int CHUNK = 1 << 20;

  private BlobHash() {}

  /** Whether a file has the hash; names that are no hash cannot be checked and pass. */
  static boolean matches(Path file, String etag) throws IOException {
    if (!etag.matches("[0-9a-f]+")) {
      return true;
    }
    return switch (etag.length()) {
      case SHA256_DIGITS -> etag.equals(digest(file, "SHA-256", ""));
      case SHA1_DIGITS -> etag.equals(digest(file, "SHA-1", "blob " + Files.size(file) + "\0"));
      default -> true;
    };
  }

  private static String digest(Path file, String algorithm, String header) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      digest.update(header.getBytes(StandardCharsets.UTF_8));
      byte[] chunk = new byte[CHUNK];
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        digest.update(chunk, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
