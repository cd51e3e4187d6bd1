package org.dora4j.model.torchfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Files since torch 1.6: a zip archive with NAME/data.pkl and NAME/data/KEY. */
final class ZipForm implements StorageBytes {

  private static final String PICKLE = "/data.pkl";

  private final ZipFile zip;
  private final String root;

  private ZipForm(ZipFile zip, String root) {
    this.zip = zip;
    this.root = root;
  }

  static ZipForm open(Path file) throws IOException {
    ZipFile zip = new ZipFile(file.toFile());
    String pickle =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith(PICKLE))
            .findFirst()
            .orElse("");
    if (pickle.isEmpty()) {
      zip.close();
      throw new PickleException("it is a zip archive without a data.pkl");
    }
    return new ZipForm(zip, pickle.substring(0, pickle.length() - PICKLE.length()));
  }

  @Override
  public Object object(Function<PickleInput, Object> unpickle) throws IOException {
    String byteOrder = root + "/byteorder";
    if (zip.getEntry(byteOrder) != null
        && !new String(read(entry(byteOrder)), StandardCharsets.UTF_8).equals("little")) {
      throw new PickleException("its numbers are big-endian, which is not read");
    }
    return unpickle.apply(new PickleInput(ByteBuffer.wrap(read(entry(root + PICKLE)))));
  }

  @Override
  public void require(Pickled.Storage storage) {
    ZipEntry entry = entry(path(storage));
    long size = storage.elements() * storage.dtype().bytes();
    if (entry.getSize() != size) {
      throw new PickleException(
          "the storage %s has %d bytes instead of %d"
              .formatted(storage.key(), entry.getSize(), size));
    }
  }

  @Override
  public byte[] bytes(Pickled.Storage storage) throws IOException {
    return read(entry(path(storage)));
  }

  private String path(Pickled.Storage storage) {
    return root + "/data/" + storage.key();
  }

  private ZipEntry entry(String name) {
    @Nullable ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new PickleException("its part %s is missing".formatted(name));
    }
    // Stored parts are as large in the archive; a compressed one could be a bomb.
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() > Integer.MAX_VALUE - 8) {
      throw new PickleException(
          "its part %s is compressed or larger than 2 GiB; save it as safetensors".formatted(name));
    }
    return entry;
  }

  private byte[] read(ZipEntry entry) throws IOException {
    try (InputStream stream = zip.getInputStream(entry)) {
      return stream.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
