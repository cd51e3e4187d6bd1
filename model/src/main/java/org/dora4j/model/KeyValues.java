package org.dora4j.model;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.Device;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/** Memory for keys and values: per block two buffers [R, capacity, g, e], R rows of tokens. */
final class KeyValues implements AutoCloseable {

  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private final long[] shape;

  /**
   * @param rows R
   * @param capacity most tokens of a row
   */
  KeyValues(Transformer model, int rows, int capacity) {
    ModelConfig config = model.config();
    shape = new long[] {rows, capacity, config.keyValueHeads(), config.headDim()};
    try (Scope scope = Scope.open()) {
      for (int layer = 0; layer < config.layers(); layer++) {
        // Zeros, because attention by the formula multiplies the places without a token by 0.
        keys.add(Tensors.zeros(model.dtype(), model.device(), shape).retain());
        values.add(Tensors.zeros(model.dtype(), model.device(), shape).retain());
      }
    }
  }

  /** The first places of each row for the tokens of a sequence: I64 [N], retained. */
  Tensor places(Sequences sequences, Device device) {
    long[] places = new long[sequences.tokens()];
    for (int i = 0; i < sequences.count(); i++) {
      for (int t = 0; t < sequences.length(i); t++) {
        places[sequences.start(i) + t] = i * shape[1] + t;
      }
    }
    try (Scope scope = Scope.open()) {
      return Tensors.of(places, places.length).to(device).retain();
    }
  }

  /**
   * Stores the tokens of prompts.
   *
   * @param places where each of them goes among all R · capacity places: I64 [N]
   * @param k and {@code v} [N, g, e]
   */
  void put(int layer, Tensor places, Tensor k, Tensor v) {
    try (Scope scope = Scope.open()) {
      flat(keys.get(layer)).indexCopy_(0, places, k);
      flat(values.get(layer)).indexCopy_(0, places, v);
    }
  }

  private Tensor flat(Tensor cached) {
    return cached.view(shape[0] * shape[1], shape[2], shape[3]);
  }

  /** [R, capacity, g, e] of one block. */
  Tensor keys(int layer) {
    return keys.get(layer);
  }

  /** [R, capacity, g, e] of one block. */
  Tensor values(int layer) {
    return values.get(layer);
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
    keys.clear();
    values.clear();
  }
}
