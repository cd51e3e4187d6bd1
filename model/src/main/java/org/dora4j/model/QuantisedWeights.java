package org.dora4j.model;

import java.util.Set;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A model's weights as a base in few bits has them: packed and made anew, in the type that they are
 * stored in. An adapter that was trained on such a base belongs to these numbers.
 */
public final class QuantisedWeights implements WeightSource {
  private final WeightSource source;
  private final Quantisation quantisation;

  private QuantisedWeights(WeightSource source, Quantisation quantisation) {
    this.source = source;
    this.quantisation = quantisation;
  }

  /** The same files with such weights; closing them closes the given ones. */
  public static ModelFiles of(ModelFiles files, Quantisation quantisation) {
    return quantisation == Quantisation.NONE
        ? files
        : new ModelFiles(
            files.config(),
            new QuantisedWeights(files.weights(), quantisation),
            files.location(),
            files.ggufMetadata());
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
    try (Scope scope = Scope.open()) {
      return scope.keep(quantisation.stored(name, source.tensor(name)).tensor());
    }
  }

  @Override
  public void done(String name) {
    source.done(name);
  }

  @Override
  public void close() {
    source.close();
  }
}
