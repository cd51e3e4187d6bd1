package org.dora4j.model.gguf;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.RopeLayout;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/** A GGUF file's tensors under Hugging Face's names, q and k in Hugging Face's order of rows. */
public final class GgufWeights implements WeightSource {
  private final GgufFile file;
  private final ModelConfig config;
  private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();

  /** The weights of an opened file, which is closed with them. */
  public GgufWeights(GgufFile file, ModelConfig config) {
    this.file = file;
    this.config = config;
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (!name.equals(TensorNames.ROPE_FACTORS)) {
                tensors.put(TensorNames.huggingFace(name), tensor);
              }
            });
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  @Override
  public long[] shape(String name) {
    return entry(name).shape().clone();
  }

  @Override
  public DType dtype(String name) {
    return entry(name).type().dtype();
  }

  @Override
  public Tensor tensor(String name) {
    GgufTensor entry = entry(name);
    try (Scope scope = Scope.open()) {
      Tensor tensor = file.read(entry.name());
      if (name.contains(".q_proj.")) {
        tensor = RopeLayout.toHalves(tensor, heads(name, config.heads()));
      } else if (name.contains(".k_proj.")) {
        tensor = RopeLayout.toHalves(tensor, heads(name, config.keyValueHeads()));
      }
      return scope.keep(tensor);
    }
  }

  @Override
  public void done(String name) {
    file.done(entry(name));
  }

  /** A shape that the heads do not divide would end in a libtorch message that helps nobody. */
  private int heads(String name, int heads) {
    long[] shape = entry(name).shape();
    if (shape[0] % (2L * heads) != 0) {
      throw new ModelFileException(
          "%s: %s has the shape %s, which does not suit %d heads."
              .formatted(file.path(), name, Arrays.toString(shape), heads));
    }
    return heads;
  }

  private GgufTensor entry(String name) {
    GgufTensor entry = tensors.get(name);
    if (entry == null) {
      throw new ModelFileException("%s has no tensor %s.".formatted(file.path(), name));
    }
    return entry;
  }

  @Override
  public void close() {
    file.close();
  }
}
