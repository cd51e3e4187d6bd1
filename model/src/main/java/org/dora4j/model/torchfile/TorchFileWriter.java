package org.dora4j.model.torchfile;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dora4j.model.file.AtomicFile;
import org.dora4j.model.file.TensorOutput;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * Writes a dictionary of tensors as {@code torch.save} does in its zip form, so that {@code
 * torch.load(weights_only=True)} reads it. Tensors go there one at a time.
 */
public final class TorchFileWriter {
  private static final String ROOT = "archive/";
  private static final String VERSION = "3\n";

  /** Data begins at multiples of this, so that {@code torch.load(mmap=True)} can map it. */
  private static final int ALIGNMENT = 64;

  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;

  /** The same in every file: the same tensors give the same bytes. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final FileChannel channel;
  private final ZipOutputStream zip;

  private TorchFileWriter(FileChannel channel) {
    this.channel = channel;
    this.zip = new ZipOutputStream(Channels.newOutputStream(channel));
  }

  /**
   * Writes all tensors of a source, in its order and the types it states. The file appears whole or
   * not at all.
   *
   * @param sharing further names by the tensor of the source whose memory they share
   * @throws org.dora4j.model.file.ModelFileException if the file cannot be written
   */
  public static void write(Path file, WeightSource source, Map<String, String> sharing) {
    AtomicFile.write(file, channel -> new TorchFileWriter(channel).write(source, sharing));
  }

  private void write(WeightSource source, Map<String, String> sharing) throws IOException {
    Map<String, String> keys = new LinkedHashMap<>();
    source.names().forEach(name -> keys.put(name, String.valueOf(keys.size())));
    text("data.pkl", pickle(source, keys, sharing));
    text("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
    for (Map.Entry<String, String> entry : keys.entrySet()) {
      try (Scope scope = Scope.open()) {
        tensor("data/" + entry.getValue(), source.tensor(entry.getKey()));
      }
      source.done(entry.getKey());
    }
    text("version", VERSION.getBytes(StandardCharsets.US_ASCII));
    zip.finish();
  }

  private static byte[] pickle(
      WeightSource source, Map<String, String> keys, Map<String, String> sharing) {
    StatePickle pickle = new StatePickle();
    keys.forEach((name, key) -> pickle.add(name, storage(source, name, key), source.shape(name)));
    sharing.forEach(
        (owner, name) ->
            pickle.add(
                name,
                storage(source, owner, String.valueOf(keys.get(owner))),
                source.shape(owner)));
    return pickle.finish();
  }

  private static Pickled.Storage storage(WeightSource source, String name, String key) {
    return new Pickled.Storage(key, source.dtype(name), StatePickle.elements(source.shape(name)));
  }

  private void text(String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    begin(name, bytes.length, crc.getValue());
    zip.write(bytes);
    zip.closeEntry();
  }

  /** A stored entry begins with its checksum, so the bytes are looked at twice. */
  private void tensor(String name, Tensor tensor) throws IOException {
    CRC32 crc = new CRC32();
    TensorOutput.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), tensor);
    begin(name, tensor.bytes(), crc.getValue());
    TensorOutput.write(zip, tensor);
    zip.closeEntry();
  }

  private void begin(String name, long size, long crc) throws IOException {
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(size);
    entry.setCompressedSize(size);
    entry.setCrc(crc);
    entry.setTimeLocal(TIME);
    entry.setExtra(padding(channel.position() + LOCAL_HEADER + ROOT.length() + name.length()));
    zip.putNextEntry(entry);
  }

  /** An extra field, under the mark that torch gives it, that ends where data may begin. */
  private static byte[] padding(long position) {
    int length = (int) (ALIGNMENT - (position + EXTRA_HEADER) % ALIGNMENT) % ALIGNMENT;
    byte[] extra = new byte[EXTRA_HEADER + length];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) length;
    return extra;
  }
}
