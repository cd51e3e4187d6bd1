package org.dora4j.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.torch.DType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a safetensors file: eight bytes of length, then JSON. Everything in it is checked
 * against the file before a byte of data is touched, since a view beyond a mapping would end the
 * process.
 *
 * @param tensors entries by name, in the order of the header
 * @param metadata the free texts under {@code __metadata__}
 */
record SafeTensorsHeader(Map<String, TensorEntry> tensors, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = 8;
  private static final long LONGEST = 100_000_000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static SafeTensorsHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      byte[] header = headerBytes(file, channel, size);
      JsonNode json = JSON.readTree(header);
      if (!json.isObject()) {
        throw broken(file, "its header is not a JSON object");
      }
      return parse(file, json, LENGTH_BYTES + header.length, size);
    } catch (NoSuchFileException e) {
      throw new ModelFileException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    } catch (JacksonException e) {
      String message = e.getOriginalMessage().lines().findFirst().orElse("");
      throw broken(file, "its header is not JSON (" + message + ")");
    }
  }

  private static byte[] headerBytes(Path file, FileChannel channel, long size) throws IOException {
    if (size < LENGTH_BYTES) {
      throw broken(file, "it has only " + size + " bytes");
    }
    long length = bytes(channel, LENGTH_BYTES, 0).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST || length > size - LENGTH_BYTES) {
      throw broken(
          file,
          "it says that its header has %s bytes, but the file has %d"
              .formatted(Long.toUnsignedString(length), size));
    }
    return bytes(channel, (int) length, LENGTH_BYTES).array();
  }

  private static ByteBuffer bytes(FileChannel channel, int count, long position)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ends too early");
      }
    }
    return buffer.flip();
  }

  private static SafeTensorsHeader parse(Path file, JsonNode json, long dataStart, long size) {
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : json.properties()) {
      if (property.getKey().equals(METADATA)) {
        for (Map.Entry<String, JsonNode> text : property.getValue().properties()) {
          if (!text.getValue().isString()) {
            throw broken(file, METADATA + " holds something other than texts");
          }
          metadata.put(text.getKey(), text.getValue().stringValue());
        }
      } else {
        String name = property.getKey();
        tensors.put(name, entry(file, name, property.getValue(), dataStart, size));
      }
    }
    requireGapless(file, tensors, dataStart, size);
    return new SafeTensorsHeader(tensors, metadata);
  }

  private static TensorEntry entry(
      Path file, String name, JsonNode json, long dataStart, long size) {
    DType dtype = dtype(file, name, json.path("dtype"));
    long[] shape = wholeNumbers(file, name, json.path("shape"), "shape");
    long[] range = wholeNumbers(file, name, json.path("data_offsets"), "data_offsets");
    if (range.length != 2 || range[0] > range[1]) {
      throw broken(file, "the data_offsets of " + name + " are not a begin and an end");
    }
    if (range[1] > size - dataStart) {
      throw broken(
          file,
          "%s ends at byte %d of the data, but there are only %d (is the file cut short?)"
              .formatted(name, range[1], size - dataStart));
    }
    long bytes = range[1] - range[0];
    if (bytes != size(shape, dtype)) {
      throw broken(
          file,
          "%s is said to be %s%s but has %d bytes"
              .formatted(name, dtype, Arrays.toString(shape), bytes));
    }
    return new TensorEntry(name, dtype, shape, dataStart + range[0], bytes);
  }

  /** Bytes of a shape, or −1 where that overflows. */
  private static long size(long[] shape, DType dtype) {
    try {
      long bytes = dtype.bytes();
      for (long length : shape) {
        bytes = Math.multiplyExact(bytes, length);
      }
      return bytes;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static DType dtype(Path file, String name, JsonNode json) {
    String text = json.asString("");
    for (DType dtype : DType.values()) {
      if (dtype.fileName().equals(text)) {
        return dtype;
      }
    }
    throw broken(file, "%s has the dtype \"%s\", which dora4j does not read".formatted(name, text));
  }

  private static long[] wholeNumbers(Path file, String name, JsonNode json, String key) {
    if (!json.isArray()) {
      throw broken(file, "%s has no list %s".formatted(name, key));
    }
    long[] numbers = new long[json.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = json.get(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        throw broken(file, "the %s of %s hold %s".formatted(key, name, number));
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private static void requireGapless(
      Path file, Map<String, TensorEntry> tensors, long dataStart, long size) {
    List<TensorEntry> ordered = new ArrayList<>(tensors.values());
    ordered.sort(
        Comparator.comparingLong(TensorEntry::offset).thenComparingLong(TensorEntry::bytes));
    long end = dataStart;
    String last = "the header";
    for (TensorEntry entry : ordered) {
      if (entry.offset() != end) {
        String relation = entry.offset() < end ? "overlaps" : "leaves a gap after";
        throw broken(file, "%s %s %s".formatted(entry.name(), relation, last));
      }
      end = entry.offset() + entry.bytes();
      last = entry.name();
    }
    if (end != size) {
      throw broken(file, "%d bytes after %s belong to no tensor".formatted(size - end, last));
    }
  }

  private static ModelFileException broken(Path file, String why) {
    return new ModelFileException(
        "%s is not a sound safetensors file: %s; fetch or save it again.".formatted(file, why));
  }
}
