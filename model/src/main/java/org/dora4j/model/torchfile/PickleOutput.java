package org.dora4j.model.torchfile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the pieces of a pickle of protocol 2; all numbers are little-endian. */
final class PickleOutput {
  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PickleOutput() {
    bytes.write(0x80);
    bytes.write(PROTOCOL);
  }

  /** An instruction without argument. */
  void instruction(char code) {
    bytes.write(code);
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    bytes.write('X');
    number(utf8.length, Integer.BYTES);
    bytes.writeBytes(utf8);
  }

  /** A whole number that is not negative. */
  void integer(long value) {
    if (value < 1 << 8) {
      bytes.write('K');
      number(value, 1);
    } else if (value <= Integer.MAX_VALUE) {
      bytes.write('J');
      number(value, Integer.BYTES);
    } else {
      bytes.write(0x8a);
      bytes.write(Long.BYTES);
      number(value, Long.BYTES);
    }
  }

  /** A tuple of whole numbers. */
  void tuple(long[] values) {
    instruction('(');
    for (long value : values) {
      integer(value);
    }
    instruction('t');
  }

  /** The name of a class or function. */
  void global(String module, String name) {
    instruction('c');
    bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  private void number(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes.write((int) (value >>> (Byte.SIZE * i)));
    }
  }

  /** The pickle, ended. */
  byte[] finish() {
    instruction('.');
    return bytes.toByteArray();
  }
}
