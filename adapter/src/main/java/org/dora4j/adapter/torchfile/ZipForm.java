package org.dora4j.adapter.torchfile;

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
    ZipEntry order = zip.getEntry(root + "/byteorder");
    if (order != null && !new String(read(order), StandardCharsets.UTF_8).equals("little")) {
      throw new PickleException("its numbers are big-endian, which is not read");
    }
    return unpickle.apply(new PickleInput(ByteBuffer.wrap(read(root + PICKLE))));
  }

  @Override
  public byte[] bytes(Pickled.Storage storage) throws IOException {
    return read(root + "/data/" + storage.key());
  }

  private byte[] read(String name) throws IOException {
    @Nullable ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new PickleException("its part %s is missing".formatted(name));
    }
    return read(entry);
  }

  private byte[] read(ZipEntry entry) throws IOException {
    // Stored parts are as large in the archive; a compressed one could be a bomb.
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() > Integer.MAX_VALUE - 8) {
      throw new PickleException(
          "its part %s is compressed or larger than 2 GiB; save it as safetensors"
              .formatted(entry.getName()));
    }
    try (InputStream stream = zip.getInputStream(entry)) {
      return stream.readAllBytes();
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
