package org.dora4j.model.gguf;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;

/**
 * The head of a GGUF file: magic, version, metadata, and where each tensor lies. All of it is
 * checked against the file's size before a byte of data is touched.
 *
 * @param metadata values by key, in the order of the file
 * @param tensors entries by name, in the order of the file
 */
record GgufHeader(Map<String, Object> metadata, Map<String, GgufTensor> tensors) {
  static final int MAGIC = 0x46554747;
  static final int VERSION = 3;
  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;
  private static final int OLDEST = 2;
  private static final int MOST_DIMENSIONS = 4;
  private static final int SMALLEST_PAIR = 13;
  private static final int SMALLEST_TENSOR = 32;

  /** An entry as the file has it, before it is known where the data begins. */
  private record Raw(String name, GgufType type, long[] shape, long relative) {}

  static GgufHeader read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      return read(channel);
    } catch (NoSuchFileException e) {
      throw new ModelFileException("There is no file %s.".formatted(file), e);
    } catch (IOException e) {
      throw new ModelFileException(
          "%s is not a sound GGUF file: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static GgufHeader read(FileChannel channel) throws IOException {
    GgufInput in = new GgufInput(channel);
    if (channel.size() < 24 || in.int32() != MAGIC) {
      throw new IOException("it does not begin with the letters GGUF");
    }
    int version = in.int32();
    if (version < OLDEST || version > VERSION) {
      boolean swapped = Integer.reverseBytes(version) <= VERSION;
      throw new IOException(
          swapped
              ? "it is big-endian, only little-endian files are read"
              : "it has version %d, only 2 and 3 are read".formatted(version));
    }
    int tensorCount = in.count("tensors", SMALLEST_TENSOR);
    Map<String, Object> metadata = metadata(in, in.count("keys", SMALLEST_PAIR));
    List<Raw> raws = new ArrayList<>();
    for (int i = 0; i < tensorCount; i++) {
      raws.add(raw(in));
    }
    long alignment = alignment(metadata);
    long dataStart = (in.position() + alignment - 1) / alignment * alignment;
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    for (Raw raw : raws) {
      GgufTensor tensor = placed(raw, dataStart, alignment, channel.size());
      if (tensors.put(raw.name, tensor) != null) {
        throw new IOException("it has two tensors named " + raw.name);
      }
    }
    requireNoOverlap(tensors);
    return new GgufHeader(metadata, tensors);
  }

  private static Map<String, Object> metadata(GgufInput in, int count) throws IOException {
    Map<String, Object> metadata = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String key = in.string();
      if (metadata.put(key, in.value(in.int32())) != null) {
        throw new IOException("it has the key %s twice".formatted(key));
      }
    }
    return metadata;
  }

  private static long alignment(Map<String, Object> metadata) throws IOException {
    Object value = metadata.getOrDefault(ALIGNMENT, (long) DEFAULT_ALIGNMENT);
    if (value instanceof Long bytes && bytes > 0 && bytes <= 1 << 20) {
      return bytes;
    }
    throw new IOException("%s is %s".formatted(ALIGNMENT, value));
  }

  private static Raw raw(GgufInput in) throws IOException {
    String name = in.string();
    int dimensions = in.int32();
    if (dimensions < 1 || dimensions > MOST_DIMENSIONS) {
      throw new IOException("%s has %d dimensions".formatted(name, dimensions));
    }
    long[] shape = new long[dimensions];
    for (int i = dimensions - 1; i >= 0; i--) {
      shape[i] = in.int64();
    }
    int code = in.int32();
    GgufType type = GgufType.of(code);
    if (type == null) {
      throw new IOException(
          "%s is of the type number %d; read are %s (convert it to one of these)"
              .formatted(name, code, Arrays.toString(GgufType.values())));
    }
    return new Raw(name, type, shape, in.int64());
  }

  private static GgufTensor placed(Raw raw, long dataStart, long alignment, long size)
      throws IOException {
    long bytes;
    try {
      bytes = bytes(raw);
    } catch (ArithmeticException e) {
      throw new IOException(
          "%s has the shape %s".formatted(raw.name, Arrays.toString(raw.shape)), e);
    }
    long room = size - dataStart;
    if (raw.relative < 0 || raw.relative % alignment != 0) {
      throw new IOException("%s begins at offset %d".formatted(raw.name, raw.relative));
    }
    if (raw.relative > room || bytes > room - raw.relative) {
      throw new IOException(
          "%s reaches beyond the end of the file (is it cut short?)".formatted(raw.name));
    }
    return new GgufTensor(raw.name, raw.type, raw.shape, dataStart + raw.relative, bytes);
  }

  private static long bytes(Raw raw) throws IOException {
    long elements = 1;
    for (long length : raw.shape) {
      if (length < 1) {
        throw new ArithmeticException();
      }
      elements = Math.multiplyExact(elements, length);
    }
    if (raw.shape[raw.shape.length - 1] % raw.type.blockElements() != 0) {
      throw new IOException(
          "%s has rows of %d elements, but blocks of %s have %d"
              .formatted(
                  raw.name, raw.shape[raw.shape.length - 1], raw.type, raw.type.blockElements()));
    }
    return Math.multiplyExact(elements / raw.type.blockElements(), (long) raw.type.blockBytes());
  }

  private static void requireNoOverlap(Map<String, GgufTensor> tensors) throws IOException {
    List<GgufTensor> ordered = new ArrayList<>(tensors.values());
    ordered.sort(Comparator.comparingLong(GgufTensor::offset));
    for (int i = 1; i < ordered.size(); i++) {
      GgufTensor before = ordered.get(i - 1);
      if (before.offset() + before.bytes() > ordered.get(i).offset()) {
        throw new IOException("%s overlaps %s".formatted(ordered.get(i).name(), before.name()));
      }
    }
  }
}
