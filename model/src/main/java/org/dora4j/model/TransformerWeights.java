package org.dora4j.model;

import java.util.Map;
import java.util.Set;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/** The weights that a model has in memory, to be saved. A tied head appears once. */
public final class TransformerWeights implements WeightSource {
  private final Map<String, Parameter> parameters;

  public TransformerWeights(Transformer model) {
    this.parameters = model.parameters();
  }

  @Override
  public Set<String> names() {
    return parameters.keySet();
  }

  @Override
  public long[] shape(String name) {
    return parameter(name).shape();
  }

  @Override
  public DType dtype(String name) {
    return parameter(name).dtype();
  }

  @Override
  public Tensor tensor(String name) {
    return parameter(name).value();
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("the model has no tensor " + name);
    }
    return parameter;
  }

  /** The tensors belong to the model. */
  @Override
  public void close() {}
}
