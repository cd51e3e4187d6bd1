package org.dora4j.model.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Little-endian numbers, strings and typed values for the head of a GGUF file. */
final class GgufOutput {
  private static final long LARGEST_UINT32 = 0xffffffffL;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  int size() {
    return out.size();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void int32(int value) {
    out.writeBytes(buffer(Integer.BYTES).putInt(value).array());
  }

  void int64(long value) {
    out.writeBytes(buffer(Long.BYTES).putLong(value).array());
  }

  void string(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int64(bytes.length);
    out.writeBytes(bytes);
  }

  void pad(int alignment) {
    while (out.size() % alignment != 0) {
      out.write(0);
    }
  }

  /**
   * A key with its value: Integer as signed 32 bits, Long as unsigned 32 bits where it fits, else
   * 64; the others as {@link GgufInput#value} reads them.
   */
  void pair(String key, Object value) {
    string(key);
    int32(type(key, value));
    value(key, value);
  }

  private static int type(String key, Object value) {
    if (value instanceof Long number) {
      boolean fits = number >= 0 && number <= LARGEST_UINT32;
      return fits ? GgufInput.UINT32 : GgufInput.INT64;
    }
    if (value instanceof Integer) {
      return GgufInput.INT32;
    }
    if (value instanceof Float) {
      return GgufInput.FLOAT32;
    }
    if (value instanceof Double) {
      return GgufInput.FLOAT64;
    }
    if (value instanceof Boolean) {
      return GgufInput.BOOL;
    }
    if (value instanceof String) {
      return GgufInput.STRING;
    }
    if (value instanceof float[] || value instanceof int[] || value instanceof List<?>) {
      return GgufInput.ARRAY;
    }
    throw new IllegalArgumentException(
        "GGUF cannot store %s of the key %s".formatted(value.getClass().getSimpleName(), key));
  }

  private void value(String key, Object value) {
    switch (type(key, value)) {
      case GgufInput.UINT32 -> int32(((Long) value).intValue());
      case GgufInput.INT64 -> int64((Long) value);
      case GgufInput.INT32 -> int32((Integer) value);
      case GgufInput.FLOAT32 -> int32(Float.floatToRawIntBits((Float) value));
      case GgufInput.FLOAT64 -> int64(Double.doubleToRawLongBits((Double) value));
      case GgufInput.BOOL -> out.write((Boolean) value ? 1 : 0);
      case GgufInput.STRING -> string((String) value);
      default -> array(key, value);
    }
  }

  private void array(String key, Object value) {
    if (value instanceof float[] floats) {
      int32(GgufInput.FLOAT32);
      int64(floats.length);
      for (float number : floats) {
        int32(Float.floatToRawIntBits(number));
      }
    } else if (value instanceof int[] ints) {
      int32(GgufInput.INT32);
      int64(ints.length);
      for (int number : ints) {
        int32(number);
      }
    } else {
      list(key, (List<?>) value);
    }
  }

  private void list(String key, List<?> values) {
    int type = values.isEmpty() ? GgufInput.STRING : type(key, values.get(0));
    int32(type);
    int64(values.size());
    for (Object element : values) {
      if (type(key, element) != type) {
        throw new IllegalArgumentException(
            "GGUF cannot store the list %s, whose elements are of several kinds".formatted(key));
      }
      value(key, element);
    }
  }
}
