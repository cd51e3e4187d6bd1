package org.dora4j.model.torchfile;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Files before torch 1.6: four pickles (magic number, protocol, machine, object), a pickled list of
 * storage keys, then each storage as a count of elements and its bytes.
 */
final class LegacyForm implements StorageBytes {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private static final Long PROTOCOL = 1001L;

  private final FileChannel channel;
  private final ByteBuffer file;
  private final Map<String, Integer> offsets = new HashMap<>();

  private LegacyForm(FileChannel channel, ByteBuffer file) {
    this.channel = channel;
    this.file = file;
  }

  static LegacyForm open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path);
    if (channel.size() > Integer.MAX_VALUE) {
      channel.close();
      throw new PickleException("it is larger than 2 GiB; save it as safetensors");
    }
    ByteBuffer file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    return new LegacyForm(channel, file.order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public Object object(Function<PickleInput, Object> unpickle) {
    PickleInput input = new PickleInput(file);
    if (!MAGIC.equals(unpickle.apply(input))) {
      throw new PickleException("it does not begin as torch.save begins files");
    }
    if (!PROTOCOL.equals(unpickle.apply(input))) {
      throw new PickleException("it has an unknown version of torch.save's stream form");
    }
    Object machine = unpickle.apply(input);
    if (machine instanceof Map<?, ?> facts && Boolean.FALSE.equals(facts.get("little_endian"))) {
      throw new PickleException("its numbers are big-endian, which is not read");
    }
    Object object = unpickle.apply(input);
    if (!(unpickle.apply(input) instanceof List<?> keys)) {
      throw new PickleException("it has no list of storages");
    }
    Map<String, Long> elementSizes = new HashMap<>();
    collect(object, elementSizes);
    for (Object key : keys) {
      locate((String) key, elementSizes.getOrDefault(key, 0L));
    }
    return object;
  }

  private static void collect(Object object, Map<String, Long> elementSizes) {
    if (object instanceof Map<?, ?> map) {
      map.values().forEach(value -> collect(value, elementSizes));
    } else if (object instanceof Pickled.TensorView view) {
      elementSizes.put(view.storage().key(), (long) view.storage().dtype().bytes());
    }
  }

  private void locate(String key, long elementSize) {
    if (file.remaining() < Long.BYTES || elementSize == 0) {
      throw new PickleException("its storage %s is missing or belongs to no tensor".formatted(key));
    }
    long elements = file.getLong();
    if (elements < 0 || elements > file.remaining() / elementSize) {
      throw new PickleException("it is cut short");
    }
    offsets.put(key, file.position());
    file.position(file.position() + (int) (elements * elementSize));
  }

  @Override
  public void require(Pickled.Storage storage) {
    place(storage);
  }

  /** Where the bytes of a storage begin. */
  private int place(Pickled.Storage storage) {
    Integer offset = offsets.get(storage.key());
    long size = storage.elements() * storage.dtype().bytes();
    if (offset == null || size < 0 || size > file.capacity() - offset) {
      throw new PickleException("its storage %s is missing or cut short".formatted(storage.key()));
    }
    return offset;
  }

  @Override
  public byte[] bytes(Pickled.Storage storage) {
    int offset = place(storage);
    byte[] bytes = new byte[(int) (storage.elements() * storage.dtype().bytes())];
    file.get(offset, bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
