package org.dora4j.model.file;

import java.util.Map;
import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/** Tensors in memory as a source. */
public record TensorMap(Map<String, Tensor> tensors) implements WeightSource {

  @Override
  public Set<String> names() {
    return tensors.keySet();
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
      throw new ModelFileException("There is no tensor %s.".formatted(name));
    }
    return tensor;
  }

  /** The tensors belong to the caller. */
  @Override
  public void close() {}
}
