package org.dora4j.train;

import org.dora4j.model.Transformer;
import org.dora4j.torch.DType;
import org.dora4j.torch.fused.Kernels;

/**
 * The size of one pass over a micro-batch.
 *
 * @param tokens N
 * @param longest tokens of the longest example
 * @param elementBytes of an activation
 * @param gpu whether it runs on a GPU
 * @param kernels whether our kernels do what libtorch needs temporaries for
 * @param lean whether activations that are cheap to make again are not kept
 */
record PassSize(
    long tokens, long longest, int elementBytes, boolean gpu, boolean kernels, boolean lean) {

  static PassSize of(Transformer model, MemoryForecast.Load load) {
    int bytes = model.dtype().bytes();
    return new PassSize(
        load.tokens(),
        load.longest(),
        bytes,
        model.device().cuda(),
        bytes <= DType.F32.bytes() && Kernels.usable(model.device()),
        model.isLean());
  }

  /** Bytes of an activation [N, features]. */
  long activation(long features) {
    return tokens * features * elementBytes;
  }

  /** The same in F32 or wider. */
  long wide(long features) {
    return tokens * features * Math.max(elementBytes, DType.F32.bytes());
  }
}
