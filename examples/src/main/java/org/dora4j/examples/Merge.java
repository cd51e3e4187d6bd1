package org.dora4j.examples;

import java.nio.file.Path;
import org.dora4j.adapter.AttachedAdapter;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.train.LoadedModel;

/** Writes a model with an adapter in its weights. Arguments: model, adapter, folder to write. */
public final class Merge {
  private Merge() {}

  /** Runs the example. */
  public static void main(String[] args) {
    try (LoadedModel model = LoadedModel.open(args[0], DType.F32, Device.CPU)) {
      AttachedAdapter.load(model.transformer(), Path.of(args[1])).mergeAndDetach();
      model.save(Path.of(args[2]), DType.F32);
    }
    System.out.println("merged into " + args[2]);
  }
}
