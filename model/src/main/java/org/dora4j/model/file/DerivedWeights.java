package org.dora4j.model.file;

import java.util.Set;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/**
 * The weights of another source, unless a subclass says otherwise. The source belongs to the
 * caller.
 */
public abstract class DerivedWeights implements WeightSource {
  private final WeightSource source;

  protected DerivedWeights(WeightSource source) {
    this.source = source;
  }

  @Override
  public Set<String> names() {
    return source.names();
  }

  @Override
  public long[] shape(String name) {
    return source.shape(name);
  }

  @Override
  public DType dtype(String name) {
    return source.dtype(name);
  }

  @Override
  public Tensor tensor(String name) {
    return source.tensor(name);
  }

  @Override
  public void done(String name) {
    source.done(name);
  }

  @Override
  public void close() {}
}
