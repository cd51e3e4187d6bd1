package org.dora4j.analysis;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.dora4j.model.checkpoint.Checkpoint;
import org.dora4j.model.checkpoint.ModelFiles;
import org.dora4j.model.file.ModelFileException;
import org.dora4j.model.file.WeightSource;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Tensor;

/** A checkpoint that is a whole model. */
final class ModelWeights implements TunedWeights {
  private final ModelFiles files;
  private final Set<String> modules = new LinkedHashSet<>();

  /** Opens a model and compares its shapes with the base's. */
  ModelWeights(Path location, ModelFiles base) {
    this.files = Checkpoint.open(location.toString());
    try {
      for (String name : base.weights().names()) {
        String path = name.replaceFirst("\\.weight$", "");
        if (LayerMatrix.of(path).isPresent()) {
          requireSame(name, base.weights());
          modules.add(path);
        }
      }
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private void requireSame(String name, WeightSource base) {
    if (!files.weights().names().contains(name)) {
      throw new ModelFileException(
          "%s has no tensor %s, which the base model has; it is no checkpoint of this model."
              .formatted(files.location(), name));
    }
    long[] found = files.weights().shape(name);
    if (!Arrays.equals(found, base.shape(name))) {
      throw new ModelFileException(
          "%s: %s has the shape %s, but the base model's is %s; it is no checkpoint of this model."
              .formatted(
                  files.location(),
                  name,
                  Arrays.toString(found),
                  Arrays.toString(base.shape(name))));
    }
  }

  @Override
  public Set<String> modules() {
    return modules;
  }

  @Override
  public Matrix matrix(LayerMatrix name, Tensor base, Device device) {
    Tensor whole = files.weights().tensor(name.weight());
    return (rows, first) -> whole.narrow(0, first, rows.size(0)).to(device).to(DType.F64);
  }

  @Override
  public void done(LayerMatrix name) {
    files.weights().done(name.weight());
  }

  @Override
  public void close() {
    files.close();
  }
}
