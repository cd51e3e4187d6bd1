package org.dora4j.adapter.torchfile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A dictionary of tensors that {@code torch.save} wrote ({@code adapter_model.bin}), in the zip
 * form or the older stream form. Such a file is a pickle, a program by nature; this reader rebuilds
 * tensors from it, runs nothing, and refuses whatever is not needed for that.
 */
public final class TorchFile implements WeightSource {

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private final Path file;
  private final Map<String, Tensor> tensors;

  private TorchFile(Path file, Map<String, Tensor> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Reads all tensors of a file into memory.
   *
   * @throws ModelFileException if the file is missing, is not a dictionary of tensors, or asks for
   *     anything to be called
   */
  public static TorchFile open(Path file) {
    try (StorageBytes form = isZip(file) ? ZipForm.open(file) : LegacyForm.open(file)) {
      Object object = form.object(TorchFile::unpickle);
      return new TorchFile(file, tensors(object, form));
    } catch (PickleException e) {
      throw new ModelFileException("%s is not read: %s.".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new ModelFileException("Cannot read %s: %s.".formatted(file, e), e);
    }
  }

  private static boolean isZip(Path file) throws IOException {
    try (InputStream stream = Files.newInputStream(file)) {
      return Arrays.equals(stream.readNBytes(ZIP.length), ZIP);
    }
  }

  private static Object unpickle(PickleInput input) {
    return new Unpickler(input, TorchGlobals::call, TorchGlobals::storage).load();
  }

  private static Map<String, Tensor> tensors(Object object, StorageBytes form) throws IOException {
    if (!(object instanceof Map<?, ?> map)) {
      throw new PickleException("it holds no dictionary of tensors");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      Map<String, Tensor> memories = new HashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)
            || !(entry.getValue() instanceof Pickled.TensorView view)) {
          throw new PickleException(
              "\"%s\" in it is not a tensor; only plain dictionaries of tensors are read"
                  .formatted(entry.getKey()));
        }
        Tensor memory = memories.get(view.storage().key());
        if (memory == null) {
          memory = TensorViews.memory(view.storage(), form.bytes(view.storage()));
          memories.put(view.storage().key(), memory);
        }
        tensors.put(name, TensorViews.of(view, memory));
      }
      tensors.values().forEach(Tensor::retain);
    }
    return tensors;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return tensor(name).shape();
  }

  @Override
  public DType dtype(String name) {
    return tensor(name).dtype();
  }

  @Override
  public Tensor tensor(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(file, name));
    }
    return tensor;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::close);
    tensors.clear();
  }
}
