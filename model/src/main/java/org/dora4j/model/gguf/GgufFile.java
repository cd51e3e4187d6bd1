package org.dora4j.model.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.torch.MappedFile;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A GGUF file of version 2 or 3, mapped. Names and layouts are the file's own. */
public final class GgufFile implements AutoCloseable {
  private final Path path;
  private final GgufHeader header;
  private @Nullable Tensor bytes;

  private GgufFile(Path path, GgufHeader header, Tensor bytes) {
    this.path = path;
    this.header = header;
    this.bytes = bytes;
  }

  /**
   * Opens a file and checks its head against its size.
   *
   * @throws ModelFileException if the file is missing, is not sound, or has a tensor of a type that
   *     is not read
   */
  public static GgufFile open(Path path) {
    GgufHeader header = GgufHeader.read(path);
    try (Scope scope = Scope.open()) {
      return new GgufFile(path, header, MappedFile.open(path).retain());
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(path, e), e);
    }
  }

  public Path path() {
    return path;
  }

  /**
   * Values by key: Integer, Long (also for unsigned 32 bits), Float, Double, Boolean, String,
   * float[], int[] or List.
   */
  public Map<String, Object> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** Where the tensors lie, by name, in the order of the file. */
  public Map<String, GgufTensor> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /**
   * A tensor in the open scope: F32, F16 and BF16 as views of the file, block types as F32.
   *
   * @throws ModelFileException if there is no such tensor
   */
  public Tensor read(String name) {
    GgufTensor entry = header.tensors().get(name);
    if (entry == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(path, name));
    }
    if (bytes == null) {
      throw new IllegalStateException(path + " has been closed");
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(Dequantize.read(bytes, entry.offset(), entry.type(), entry.shape()));
    }
  }

  /** Lets a tensor's part of the file leave memory; it is read again when it is used again. */
  void done(GgufTensor entry) {
    if (bytes != null) {
      MappedFile.drop(bytes, entry.offset(), entry.bytes());
    }
  }

  @Override
  public void close() {
    if (bytes != null) {
      bytes.close();
      bytes = null;
    }
  }
}
