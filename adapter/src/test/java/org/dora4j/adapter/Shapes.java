package org.dora4j.adapter;

import java.util.List;
import java.util.OptionalInt;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.model.config.RopeConfig;
import org.dora4j.torch.DType;

/** Shapes of models, for tests. */
final class Shapes {

  private Shapes() {}

  /** 2 layers, hidden 32, 4 heads, 2 key-value heads, intermediate 40, 80 tokens. */
  static ModelConfig tiny() {
    return of(80, 32, 40, 2, 4, 2, false);
  }

  /** The tiny model with biases in attention and MLP. */
  static ModelConfig tinyWithBiases() {
    return of(80, 32, 40, 2, 4, 2, true);
  }

  static ModelConfig of(
      int vocabulary, int hidden, int intermediate, int layers, int heads, int keyValueHeads) {
    return of(vocabulary, hidden, intermediate, layers, heads, keyValueHeads, false);
  }

  private static ModelConfig of(
      int vocabulary,
      int hidden,
      int intermediate,
      int layers,
      int heads,
      int keyValueHeads,
      boolean biases) {
    return new ModelConfig(
        vocabulary,
        hidden,
        intermediate,
        layers,
        heads,
        keyValueHeads,
        hidden / heads,
        1e-5,
        false,
        biases,
        biases,
        RopeConfig.of(10_000),
        2048,
        OptionalInt.of(1),
        List.of(2),
        DType.F32);
  }
}
