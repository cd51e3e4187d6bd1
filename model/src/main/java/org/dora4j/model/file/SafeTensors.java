package org.dora4j.model.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.MappedFile;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/** A safetensors file, mapped: a tensor is a view of the file where its offset allows one. */
public final class SafeTensors implements WeightSource {
  private final Path file;
  private final SafeTensorsHeader header;
  private @Nullable Tensor bytes;

  private SafeTensors(Path file, SafeTensorsHeader header, Tensor bytes) {
    this.file = file;
    this.header = header;
    this.bytes = bytes;
  }

  /**
   * Opens a file and checks its header against its size.
   *
   * @throws ModelFileException if the file is missing or its header does not describe it
   */
  public static SafeTensors open(Path file) {
    SafeTensorsHeader header = SafeTensorsHeader.read(file);
    try (Scope scope = Scope.open()) {
      return new SafeTensors(file, header, MappedFile.open(file).retain());
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  /**
   * Writes tensors in the order of the map. The same tensors and metadata give the same bytes. The
   * file appears whole or not at all: an older file of that name stays until the new one is
   * complete.
   *
   * @param tensors on any device; written in their own dtype
   * @param metadata free texts
   * @throws ModelFileException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    SafeTensorsWriter.write(file, new TensorMap(tensors), metadata);
  }

  /** Writes all tensors of a source in its order, in the types it states, one at a time. */
  public static void write(Path file, WeightSource source, Map<String, String> metadata) {
    SafeTensorsWriter.write(file, source, metadata);
  }

  /** The free texts in the header. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(header.tensors().keySet());
  }

  @Override
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  @Override
  public DType dtype(String name) {
    return entry(name).dtype();
  }

  @Override
  public Tensor tensor(String name) {
    TensorEntry entry = entry(name);
    if (bytes == null) {
      throw new IllegalStateException(file + " has been closed");
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(MappedFile.slice(bytes, entry.offset(), entry.dtype(), entry.shape()));
    }
  }

  @Override
  public void done(String name) {
    TensorEntry entry = entry(name);
    if (bytes != null) {
      MappedFile.drop(bytes, entry.offset(), entry.bytes());
    }
  }

  private TensorEntry entry(String name) {
    TensorEntry entry = header.tensors().get(name);
    if (entry == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(file, name));
    }
    return entry;
  }

  @Override
  public void close() {
    if (bytes != null) {
      bytes.close();
      bytes = null;
    }
  }
}
