package org.dora4j.model.gguf;

/** IEEE 754 half precision in sixteen bits: one of sign, five of exponent, ten of fraction. */
final class Halves {
  private static final int EXPONENT_SHIFT = 13;
  private static final int REBIAS = (127 - 15) << 23;
  private static final int INFINITE = 0x7f800000;
  private static final int HALF_INFINITE = 0x7c00;
  private static final int HALF_NAN = 0x7e00;
  private static final float SMALLEST = 0x1p-24f;
  private static final float SMALLEST_NORMAL = 0x1p-14f;
  private static final float TOO_LARGE = 65520f;

  private Halves() {}

  /** The float with the same value; every half has one. */
  static float toFloat(int half) {
    int sign = (half & 0x8000) << 16;
    int magnitude = half & 0x7fff;
    if (magnitude >= HALF_INFINITE) {
      return Float.intBitsToFloat(sign | INFINITE | ((magnitude & 0x3ff) << EXPONENT_SHIFT));
    }
    if (magnitude < 0x400) {
      float value = magnitude * SMALLEST;
      return sign == 0 ? value : -value;
    }
    return Float.intBitsToFloat(sign | ((magnitude << EXPONENT_SHIFT) + REBIAS));
  }

  /** The nearest half, ties to the even one. */
  static int of(float value) {
    int sign = (Float.floatToRawIntBits(value) >>> 16) & 0x8000;
    float magnitude = Math.abs(value);
    if (Float.isNaN(value)) {
      return sign | HALF_NAN;
    }
    if (magnitude >= TOO_LARGE) {
      return sign | HALF_INFINITE;
    }
    if (magnitude < SMALLEST_NORMAL) {
      return sign | (int) Math.rint(magnitude / SMALLEST);
    }
    int bits = Float.floatToRawIntBits(magnitude) - REBIAS;
    int odd = (bits >>> EXPONENT_SHIFT) & 1;
    return sign | ((bits + 0xfff + odd) >>> EXPONENT_SHIFT);
  }

  /** The half at a place of a little-endian file. */
  static float read(byte[] raw, int at) {
    return toFloat((raw[at] & 0xff) | ((raw[at + 1] & 0xff) << 8));
  }
}
