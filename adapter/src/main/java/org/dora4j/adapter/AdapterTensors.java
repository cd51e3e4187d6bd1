package org.dora4j.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.SafeTensors;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.torchfile.TorchFile;
import org.dora4j.torch.Tensor;

/** The tensors of an adapter folder under PEFT's keys, whichever program wrote them. */
final class AdapterTensors implements AutoCloseable {

  private static final String TORCH_WEIGHTS = "adapter_model.bin";

  private final Path file;
  private final WeightSource source;
  private final Map<String, String> storedNames = new LinkedHashMap<>();

  private AdapterTensors(Path file, WeightSource source) {
    this.file = file;
    this.source = source;
    for (String name : source.names()) {
      String key = PeftKeys.canonical(name);
      String other = storedNames.put(key, name);
      if (other != null) {
        throw new ModelFileException(
            "%s holds the same tensor twice, as %s and as %s.".formatted(file, other, name));
      }
    }
  }

  /**
   * Opens the tensors of a folder.
   *
   * @throws ModelFileException if there are none, or the file is not sound
   */
  static AdapterTensors open(Path folder) {
    Path safe = folder.resolve(AdapterFolder.WEIGHTS);
    if (Files.exists(safe)) {
      return of(safe, SafeTensors.open(safe));
    }
    Path torch = folder.resolve(TORCH_WEIGHTS);
    if (Files.exists(torch)) {
      return of(torch, TorchFile.open(torch));
    }
    Path fsdp = folder.resolve(FsdpQlora.WEIGHTS);
    if (Files.exists(fsdp)) {
      return of(fsdp, SafeTensors.open(fsdp));
    }
    throw new ModelFileException(
        "%s holds no adapter: there is neither %s nor %s."
            .formatted(folder, AdapterFolder.WEIGHTS, TORCH_WEIGHTS));
  }

  private static AdapterTensors of(Path file, WeightSource source) {
    try {
      return new AdapterTensors(file, source);
    } catch (RuntimeException e) {
      source.close();
      throw e;
    }
  }

  Path file() {
    return file;
  }

  /** PEFT's keys of all tensors, in the order of the file. */
  Set<String> keys() {
    return Collections.unmodifiableSet(storedNames.keySet());
  }

  /** A tensor on the CPU in the stored type, in the open scope. */
  Tensor tensor(String key) {
    return source.tensor(storedName(key));
  }

  long[] shape(String key) {
    return source.shape(storedName(key));
  }

  private String storedName(String key) {
    return Objects.requireNonNull(storedNames.get(key), key);
  }

  @Override
  public void close() {
    source.close();
  }
}
