package org.dora4j.model.gguf;

/**
 * The K types: 256 elements share one half-precision scale, and groups of 32 (or 16, in Q6_K) have
 * small integer scales of their own, relative to it.
 */
final class SuperBlocks {
  static final int SIZE = 256;
  private static final int GROUP = 32;
  private static final int SCALE_BYTES = 12;

  private SuperBlocks() {}

  /** Scale, scale of minima (halves), 12 bytes of six-bit scales and minima, 128 of quants. */
  static void q4(byte[] raw, int at, float[] out, int to) {
    int quants = at + 4 + SCALE_BYTES;
    for (int group = 0; group < SIZE / GROUP; group++) {
      float scale = Halves.read(raw, at) * scale(raw, at + 4, group);
      float minimum = Halves.read(raw, at + 2) * minimum(raw, at + 4, group);
      int bytes = quants + group / 2 * GROUP;
      int shift = group % 2 * 4;
      for (int j = 0; j < GROUP; j++) {
        out[to + group * GROUP + j] = scale * ((raw[bytes + j] >> shift) & 15) - minimum;
      }
    }
  }

  /**
   * As Q4_K, with 32 bytes of fifth bits (bit g of byte j: element j of group g) before the quants.
   */
  static void q5(byte[] raw, int at, float[] out, int to) {
    int fifth = at + 4 + SCALE_BYTES;
    int quants = fifth + GROUP;
    for (int group = 0; group < SIZE / GROUP; group++) {
      float scale = Halves.read(raw, at) * scale(raw, at + 4, group);
      float minimum = Halves.read(raw, at + 2) * minimum(raw, at + 4, group);
      int bytes = quants + group / 2 * GROUP;
      int shift = group % 2 * 4;
      for (int j = 0; j < GROUP; j++) {
        int quant = ((raw[bytes + j] >> shift) & 15) | (((raw[fifth + j] >> group) & 1) << 4);
        out[to + group * GROUP + j] = scale * quant - minimum;
      }
    }
  }

  /**
   * 128 bytes with the low four bits, 64 with the upper two, 16 signed scales, one half; q − 32.
   * Each half of the block is four groups of 32 that lie side by side in the bits of the same
   * bytes.
   */
  static void q6(byte[] raw, int at, float[] out, int to) {
    float whole = Halves.read(raw, at + 208);
    for (int group = 0; group < SIZE / GROUP; group++) {
      int half = group / 4;
      int part = group % 4;
      int low = at + half * 64 + part % 2 * GROUP;
      int lowShift = part / 2 * 4;
      int high = at + 128 + half * GROUP;
      int scales = at + 192 + group * 2;
      for (int j = 0; j < GROUP; j++) {
        int quant = ((raw[low + j] >> lowShift) & 15) | (((raw[high + j] >> (part * 2)) & 3) << 4);
        out[to + group * GROUP + j] = whole * raw[scales + j / 16] * (quant - 32);
      }
    }
  }

  /** Six-bit scale of a group: the first four in their own bytes, the others spread over two. */
  private static int scale(byte[] raw, int at, int group) {
    return group < 4
        ? raw[at + group] & 63
        : (raw[at + group + 4] & 15) | (((raw[at + group - 4] >> 6) & 3) << 4);
  }

  private static int minimum(byte[] raw, int at, int group) {
    return group < 4
        ? raw[at + group + 4] & 63
        : ((raw[at + group + 4] >> 4) & 15) | (((raw[at + group] >> 6) & 3) << 4);
  }
}
