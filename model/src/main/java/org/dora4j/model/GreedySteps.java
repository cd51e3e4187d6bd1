package org.dora4j.model;

import org.dora4j.torch.DType;
import org.dora4j.torch.RepeatedWork;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.NextToken;
import org.jspecify.annotations.Nullable;

/**
 * The newest token of every text, and the step to the next one. Where tokens are not drawn, every
 * step is the same work on the same tensors, which a GPU repeats without the host's doing.
 */
final class GreedySteps implements AutoCloseable {

  /** Recording takes the time of a few steps. */
  private static final int LEAST_STEPS = 8;

  private final Transformer model;
  private final TextCache cache;
  private final Sampling sampling;
  private final Tensor newest; // I64 [B]
  private final @Nullable RepeatedWork repeated;

  /**
   * @param limit most tokens that are written
   */
  GreedySteps(Transformer model, TextCache cache, Sampling sampling, int limit) {
    this.model = model;
    this.cache = cache;
    this.sampling = sampling;
    try (Scope scope = Scope.open()) {
      newest = Tensors.zeros(DType.I64, model.device(), cache.texts()).retain();
    }
    boolean same = sampling.temperature() == 0 && limit >= LEAST_STEPS;
    repeated =
        same
                && model.dtype().bytes() == 2
                && NextToken.usable(model.dtype(), model.config().headDim(), model.device())
            ? new RepeatedWork(model.device(), () -> step(1))
            : null;
  }

  /** Reads the prompts; returns the first tokens, I64 [B], which the next call overwrites. */
  Tensor first(Tokens prompts) {
    try (Scope scope = Scope.open()) {
      return newest.copy_(sampling.choose(model.prefill(prompts, cache), 0));
    }
  }

  /** The tokens of a step, I64 [B], which the next call overwrites. */
  Tensor next(int step) {
    if (repeated == null) {
      step(step);
    } else {
      repeated.run();
    }
    return newest;
  }

  private void step(int step) {
    try (Scope scope = Scope.open()) {
      newest.copy_(sampling.choose(model.decode(newest, cache), step));
    }
  }

  @Override
  public void close() {
    if (repeated != null) {
      repeated.close();
    }
    newest.close();
  }
}
