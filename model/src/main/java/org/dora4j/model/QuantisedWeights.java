package org.dora4j.model;

import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.DerivedWeights;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;

/**
 * A model's weights as a base in few bits has them: packed and made anew. An adapter that was
 * trained on such a base belongs to these numbers.
 */
public final class QuantisedWeights extends DerivedWeights {
  private final WeightSource source;
  private final Quantisation quantisation;
  private final DType dtype;

  private QuantisedWeights(WeightSource source, Quantisation quantisation, DType dtype) {
    super(source);
    this.source = source;
    this.quantisation = quantisation;
    this.dtype = dtype;
  }

  /**
   * The same files with such weights; closing them closes the given ones.
   *
   * @param dtype that the packed weights' numbers are rounded to
   */
  public static ModelFiles of(ModelFiles files, Quantisation quantisation, DType dtype) {
    return quantisation == Quantisation.NONE
        ? files
        : new ModelFiles(
            files.config(),
            new QuantisedWeights(files.weights(), quantisation, dtype),
            files.location(),
            files.ggufMetadata());
  }

  @Override
  public DType dtype(String name) {
    return quantisation.packs(name) ? dtype : super.dtype(name);
  }

  @Override
  public Tensor tensor(String name) {
    if (!quantisation.packs(name)) {
      return super.tensor(name);
    }
    try (Scope scope = Scope.open()) {
      return scope.keep(quantisation.stored(name, super.tensor(name).to(dtype)).tensor());
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
