package org.dora4j.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.dora4j.model.ModelConfig;
import org.dora4j.model.Parameter;
import org.dora4j.model.Transformer;
import org.dora4j.model.file.Checkpoint;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Tensor;

/** Full fine-tuning: every tensor of the model is trained. */
public final class FullTrainable implements Trainable {
  private static final long SHARD_BYTES = 5L << 30;

  private final LoadedModel model;

  public FullTrainable(LoadedModel model) {
    this.model = model;
  }

  @Override
  public Map<String, Parameter> parameters() {
    return model.transformer().parameters();
  }

  @Override
  public long allCount() {
    return model.transformer().parameterCount();
  }

  @Override
  public boolean isMagnitude(String name) {
    return false;
  }

  /** Nothing is derived from the weights. */
  @Override
  public void refresh() {}

  /** Weights in the type that the model computes in, and the tokenizer beside them. */
  @Override
  public void save(Path folder) {
    Transformer transformer = model.transformer();
    ModelConfig config = transformer.config().withDtype(transformer.dtype());
    Checkpoint.saveFolder(
        folder, config, new Weights(parameters()), transformer.dtype(), SHARD_BYTES);
    model.saveTokenizer(folder);
  }

  /** The model belongs to the caller. */
  @Override
  public void close() {}

  /** Parameters as a source of files. */
  private record Weights(Map<String, Parameter> parameters) implements WeightSource {
    @Override
    public Set<String> names() {
      return parameters.keySet();
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
      Parameter parameter = parameters.get(name);
      if (parameter == null) {
        throw new IllegalArgumentException("the model has no tensor " + name);
      }
      return parameter.value();
    }

    @Override
    public void close() {}
  }
}
