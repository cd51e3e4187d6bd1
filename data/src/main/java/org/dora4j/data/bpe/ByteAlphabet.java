package org.dora4j.data.bpe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * GPT-2's spelling of bytes as letters: those that print stand for themselves, the others for the
 * letters from U+0100 on. So a token of any bytes is a readable text.
 */
final class ByteAlphabet {
  private static final char[] LETTERS = letters();

  /** Place of each byte's letter in the order of the letters. */
  private static final int[] RANKS = ranks();

  private ByteAlphabet() {}

  /** The 256 letters, ascending. */
  static int[] sorted() {
    return IntStream.range(0, 256).map(b -> LETTERS[b]).sorted().toArray();
  }

  /** The places of a text's bytes in {@link #sorted()}. */
  static int[] ranks(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length).map(i -> RANKS[bytes[i] & 0xFF]).toArray();
  }

  private static char[] letters() {
    char[] letters = new char[256];
    int others = 0;
    for (int b = 0; b < 256; b++) {
      boolean prints = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
      letters[b] = (char) (prints ? b : 256 + others++);
    }
    return letters;
  }

  private static int[] ranks() {
    int[] sorted = sorted();
    return IntStream.range(0, 256).map(b -> Arrays.binarySearch(sorted, LETTERS[b])).toArray();
  }
}
