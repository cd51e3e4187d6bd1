package org.dora4j.model.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes safetensors files tensor by tensor, so that memory holds one of them at a time. */
final class SafeTensorsWriter {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int ALIGNMENT = 8;

  private SafeTensorsWriter() {}

  /** Writes all tensors of a source in its order, in the types it states. */
  static void write(Path file, WeightSource source, Map<String, String> metadata) {
    AtomicFile.write(file, content(source, metadata));
  }

  static AtomicFile.Content content(WeightSource source, Map<String, String> metadata) {
    byte[] header = header(source, metadata);
    return channel -> {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      TensorOutput.write(channel, length.putLong(header.length).flip());
      TensorOutput.write(channel, ByteBuffer.wrap(header));
      for (String name : source.names()) {
        data(channel, source, name);
        source.done(name);
      }
    };
  }

  private static byte[] header(WeightSource source, Map<String, String> metadata) {
    ObjectNode json = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = json.putObject(SafeTensorsHeader.METADATA);
      metadata.forEach(texts::put);
    }
    long offset = 0;
    for (String name : source.names()) {
      ObjectNode entry = json.putObject(name);
      entry.put("dtype", source.dtype(name).fileName());
      var shape = entry.putArray("shape");
      long bytes = source.dtype(name).bytes();
      for (long size : source.shape(name)) {
        shape.add(size);
        bytes *= size;
      }
      entry.putArray("data_offsets").add(offset).add(offset + bytes);
      offset += bytes;
    }
    byte[] text = JSON.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    byte[] header = Arrays.copyOf(text, padded);
    Arrays.fill(header, text.length, padded, (byte) ' ');
    return header;
  }

  private static void data(FileChannel channel, WeightSource source, String name)
      throws IOException {
    try (Scope scope = Scope.open()) {
      Tensor tensor = source.tensor(name).to(source.dtype(name));
      if (!Arrays.equals(tensor.shape(), source.shape(name))) {
        throw new IllegalStateException(name + " has another shape than its source announced");
      }
      TensorOutput.write(channel, tensor);
    }
  }
}
