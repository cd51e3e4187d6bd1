package org.dora4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a GGUF file's keys and values for tests, apart from the product's own reader. */
final class GgufMetadata {
  private static final int HEADER = 16 << 20;

  private GgufMetadata() {}

  static Map<String, Object> read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer in =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), HEADER));
      in.order(ByteOrder.LITTLE_ENDIAN).position(16);
      Map<String, Object> values = new HashMap<>();
      for (long left = in.getLong(); left > 0; left--) {
        values.put(string(in), value(in, in.getInt()));
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String string(ByteBuffer in) {
    byte[] bytes = new byte[Math.toIntExact(in.getLong())];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Object value(ByteBuffer in, int type) {
    return switch (type) {
      case 0, 1 -> (int) in.get();
      case 2, 3 -> (int) in.getShort();
      case 4 -> Integer.toUnsignedLong(in.getInt());
      case 5 -> in.getInt();
      case 6 -> in.getFloat();
      case 7 -> in.get() != 0;
      case 8 -> string(in);
      case 9 -> list(in);
      case 12 -> in.getDouble();
      default -> in.getLong();
    };
  }

  private static List<Object> list(ByteBuffer in) {
    int type = in.getInt();
    List<Object> values = new ArrayList<>();
    for (long left = in.getLong(); left > 0; left--) {
      values.add(value(in, type));
    }
    return values;
  }
}
