package org.dora4j.model.gguf;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Little-endian numbers, strings and values from the head of a file. No length is believed that the
 * rest of the file could not hold.
 */
final class GgufInput {
  static final int UINT8 = 0;
  static final int INT8 = 1;
  static final int UINT16 = 2;
  static final int INT16 = 3;
  static final int UINT32 = 4;
  static final int INT32 = 5;
  static final int FLOAT32 = 6;
  static final int BOOL = 7;
  static final int STRING = 8;
  static final int ARRAY = 9;
  static final int UINT64 = 10;
  static final int INT64 = 11;
  static final int FLOAT64 = 12;
  private static final int DEEPEST = 4;

  private final FileChannel channel;
  private final long size;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);

  GgufInput(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  /** Bytes read so far. */
  long position() throws IOException {
    return channel.position() - buffer.remaining();
  }

  private ByteBuffer need(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      buffer.compact();
      while (buffer.position() < bytes) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the file ends inside its header");
        }
      }
      buffer.flip();
    }
    return buffer;
  }

  int int32() throws IOException {
    return need(Integer.BYTES).getInt();
  }

  long int64() throws IOException {
    return need(Long.BYTES).getLong();
  }

  /** How many things follow, each of at least {@code smallest} bytes. */
  int count(String what, int smallest) throws IOException {
    long count = int64();
    if (count < 0 || count > Integer.MAX_VALUE || count > (size - position()) / smallest) {
      throw new IOException(
          "it says that %s %s follow, more than the file holds"
              .formatted(Long.toUnsignedString(count), what));
    }
    return (int) count;
  }

  String string() throws IOException {
    byte[] bytes = new byte[count("bytes of text", 1)];
    int done = 0;
    while (done < bytes.length) {
      int step = Math.min(bytes.length - done, buffer.capacity());
      need(step).get(bytes, done, step);
      done += step;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * A value of a type: Integer for up to 32 bits, Long for unsigned 32 bits and more, Float,
   * Double, Boolean, String; lists of 32-bit floats as float[], of signed 32-bit integers as int[],
   * others as List.
   */
  Object value(int type) throws IOException {
    return value(type, 0);
  }

  private Object value(int type, int depth) throws IOException {
    return switch (type) {
      case UINT8 -> need(1).get() & 0xff;
      case INT8 -> (int) need(1).get();
      case UINT16 -> need(Short.BYTES).getShort() & 0xffff;
      case INT16 -> (int) need(Short.BYTES).getShort();
      case UINT32 -> Integer.toUnsignedLong(int32());
      case INT32 -> int32();
      case FLOAT32 -> need(Float.BYTES).getFloat();
      case BOOL -> need(1).get() != 0;
      case STRING -> string();
      case ARRAY -> array(int32(), depth + 1);
      case UINT64, INT64 -> int64();
      case FLOAT64 -> need(Double.BYTES).getDouble();
      default -> throw new IOException("its metadata has a value of the unknown kind " + type);
    };
  }

  private Object array(int type, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("its metadata has lists inside lists without end");
    }
    int count = count("values", smallest(type));
    if (type == FLOAT32) {
      float[] floats = new float[count];
      for (int i = 0; i < count; i++) {
        floats[i] = need(Float.BYTES).getFloat();
      }
      return floats;
    }
    if (type == INT32) {
      int[] ints = new int[count];
      for (int i = 0; i < count; i++) {
        ints[i] = int32();
      }
      return ints;
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(value(type, depth));
    }
    return values;
  }

  private static int smallest(int type) {
    return switch (type) {
      case UINT16, INT16 -> Short.BYTES;
      case UINT32, INT32, FLOAT32 -> Integer.BYTES;
      case STRING, UINT64, INT64, FLOAT64 -> Long.BYTES;
      case ARRAY -> Integer.BYTES + Long.BYTES;
      default -> 1;
    };
  }
}
