package org.dora4j.analysis;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.dora4j.adapter.AdaptedMatrix;
import org.dora4j.adapter.StoredAdapter;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** A checkpoint that is an adapter: each matrix is merged with the base when it is looked at. */
final class AdapterWeights implements TunedWeights {
  private final StoredAdapter adapter;

  AdapterWeights(Path folder, ModelConfig base) {
    this.adapter = StoredAdapter.open(folder, base);
  }

  private record Merged(AdaptedMatrix adapted) implements Matrix {
    @Override
    public Tensor rows(Tensor base, long first) {
      return adapted.rows(base, first);
    }

    @Override
    public Optional<AdaptedMatrix.Factors> update() {
      return adapted.factors();
    }
  }

  @Override
  public Set<String> modules() {
    return adapter.modules();
  }

  @Override
  public Matrix matrix(LayerMatrix name, Tensor base, Device device) {
    return new Merged(adapter.matrix(name.path(), base, device, DType.F64));
  }

  @Override
  public void close() {
    adapter.close();
  }
}
