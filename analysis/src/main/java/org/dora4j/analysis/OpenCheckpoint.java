package org.dora4j.analysis;

import org.dora4j.model.checkpoint.ModelFiles;

/** A checkpoint whose files are open. */
record OpenCheckpoint(Series series, TunedPath path, TunedWeights weights)
    implements AutoCloseable {

  static OpenCheckpoint open(Series series, TunedPath path, ModelFiles base) {
    TunedWeights weights =
        path.wholeModel()
            ? new ModelWeights(path.path(), base)
            : new AdapterWeights(path.path(), base.config());
    return new OpenCheckpoint(series, path, weights);
  }

  @Override
  public void close() {
    weights.close();
  }
}
