package org.dora4j.model.meta;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.RopeLayout;
import org.dora4j.model.file.WeightSource;
import org.dora4j.model.torchfile.TorchFile;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A consolidated.00.pth under Hugging Face's names, q and k in Hugging Face's order of rows. A head
 * that shares the embedding's memory is left out, as in Hugging Face's files.
 */
final class MetaWeights implements WeightSource {
  private static final String FREQUENCIES = "rope.freqs";

  private final Path path;
  private final TorchFile file;
  private final ModelConfig config;
  private final Map<String, String> stored = new LinkedHashMap<>();

  /** The weights of an opened file, which is closed with them. */
  MetaWeights(Path path, TorchFile file, ModelConfig config) {
    this.path = path;
    this.file = file;
    this.config = config;
    for (String name : file.names()) {
      boolean dispensable =
          name.equals(FREQUENCIES) || (config.tiedEmbeddings() && name.equals(MetaNames.HEAD));
      if (!dispensable) {
        stored.put(MetaNames.huggingFace(name), name);
      }
    }
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(stored.keySet());
  }

  @Override
  public long[] shape(String name) {
    return file.shape(entry(name));
  }

  @Override
  public DType dtype(String name) {
    return file.dtype(entry(name));
  }

  @Override
  public Tensor tensor(String name) {
    try (Scope scope = Scope.open()) {
      Tensor tensor = file.tensor(entry(name));
      if (name.endsWith(".q_proj.weight")) {
        tensor = RopeLayout.toHalves(tensor, heads(name, config.heads()));
      } else if (name.endsWith(".k_proj.weight")) {
        tensor = RopeLayout.toHalves(tensor, heads(name, config.keyValueHeads()));
      }
      return scope.keep(tensor);
    }
  }

  /** A shape that the heads do not divide would end in a libtorch message that helps nobody. */
  private int heads(String name, int heads) {
    long[] shape = shape(name);
    if (shape[0] % (2L * heads) != 0) {
      throw new ModelFileException(
          "%s: %s has the shape %s, which does not suit %d heads."
              .formatted(path, name, Arrays.toString(shape), heads));
    }
    return heads;
  }

  private String entry(String name) {
    String entry = stored.get(name);
    if (entry == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(path, name));
    }
    return entry;
  }

  @Override
  public void close() {
    file.close();
  }
}
