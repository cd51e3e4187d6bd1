package org.dora4j.model.torchfile;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the pieces that pickles are made of; all numbers are little-endian unless said otherwise.
 */
final class PickleInput {

  private final ByteBuffer bytes;

  PickleInput(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  int unsignedByte() {
    require(1);
    return bytes.get() & 0xff;
  }

  int unsignedShort() {
    require(2);
    return bytes.getShort() & 0xffff;
  }

  int integer() {
    require(4);
    return bytes.getInt();
  }

  long longInteger() {
    require(8);
    return bytes.getLong();
  }

  double bigEndianDouble() {
    require(8);
    return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
  }

  /** A two's-complement integer of {@code length} bytes. */
  BigInteger bigInteger(int length) {
    byte[] digits = take(length);
    for (int i = 0, j = length - 1; i < j; i++, j--) {
      byte swap = digits[i];
      digits[i] = digits[j];
      digits[j] = swap;
    }
    return length == 0 ? BigInteger.ZERO : new BigInteger(digits);
  }

  String text(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw cutShort();
    }
    return new String(take((int) length), StandardCharsets.UTF_8);
  }

  /** The characters before the next line feed. */
  String line() {
    int start = bytes.position();
    while (unsignedByte() != '\n') {
      // Only the position matters.
    }
    int length = bytes.position() - start - 1;
    bytes.position(start);
    String line = text(length);
    bytes.position(start + length + 1);
    return line;
  }

  private byte[] take(int length) {
    byte[] taken = new byte[length];
    try {
      bytes.get(taken);
    } catch (BufferUnderflowException e) {
      throw cutShort();
    }
    return taken;
  }

  private void require(int count) {
    if (bytes.remaining() < count) {
      throw cutShort();
    }
  }

  private static PickleException cutShort() {
    return new PickleException("it is cut short");
  }
}
