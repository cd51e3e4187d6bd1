package org.dora4j.model.gguf;

/**
 * Blocks of 32 elements with one scale: value = scale · q, or scale · q + minimum in the types that
 * end in 1. In the four- and five-bit types, byte j of the quants holds element j in its low and
 * element j + 16 in its high half.
 */
final class PlainBlocks {
  static final int SIZE = 32;
  private static final int HALF = SIZE / 2;

  private PlainBlocks() {}

  /** Scale (half), 16 bytes of quants; q − 8. */
  static void q4WithScale(byte[] raw, int at, float[] out, int to) {
    float scale = Halves.read(raw, at);
    for (int j = 0; j < HALF; j++) {
      int pair = raw[at + 2 + j];
      out[to + j] = scale * ((pair & 15) - 8);
      out[to + j + HALF] = scale * (((pair >> 4) & 15) - 8);
    }
  }

  /** Scale, minimum (halves), 16 bytes of quants. */
  static void q4WithMinimum(byte[] raw, int at, float[] out, int to) {
    float scale = Halves.read(raw, at);
    float minimum = Halves.read(raw, at + 2);
    for (int j = 0; j < HALF; j++) {
      int pair = raw[at + 4 + j];
      out[to + j] = scale * (pair & 15) + minimum;
      out[to + j + HALF] = scale * ((pair >> 4) & 15) + minimum;
    }
  }

  /** Scale, 32 fifth bits, 16 bytes of quants; q − 16. */
  static void q5WithScale(byte[] raw, int at, float[] out, int to) {
    float scale = Halves.read(raw, at);
    int fifth = bits(raw, at + 2);
    for (int j = 0; j < HALF; j++) {
      int pair = raw[at + 6 + j];
      out[to + j] = scale * (((pair & 15) | (((fifth >>> j) & 1) << 4)) - 16);
      out[to + j + HALF] =
          scale * ((((pair >> 4) & 15) | (((fifth >>> (j + HALF)) & 1) << 4)) - 16);
    }
  }

  /** Scale, minimum, 32 fifth bits, 16 bytes of quants. */
  static void q5WithMinimum(byte[] raw, int at, float[] out, int to) {
    float scale = Halves.read(raw, at);
    float minimum = Halves.read(raw, at + 2);
    int fifth = bits(raw, at + 4);
    for (int j = 0; j < HALF; j++) {
      int pair = raw[at + 8 + j];
      out[to + j] = scale * ((pair & 15) | (((fifth >>> j) & 1) << 4)) + minimum;
      out[to + j + HALF] =
          scale * (((pair >> 4) & 15) | (((fifth >>> (j + HALF)) & 1) << 4)) + minimum;
    }
  }

  /** Scale, 32 signed bytes. */
  static void q8(byte[] raw, int at, float[] out, int to) {
    float scale = Halves.read(raw, at);
    for (int j = 0; j < SIZE; j++) {
      out[to + j] = scale * raw[at + 2 + j];
    }
  }

  private static int bits(byte[] raw, int at) {
    return (raw[at] & 0xff)
        | ((raw[at + 1] & 0xff) << 8)
        | ((raw[at + 2] & 0xff) << 16)
        | ((raw[at + 3] & 0xff) << 24);
  }
}
