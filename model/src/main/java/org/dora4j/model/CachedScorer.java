package org.dora4j.model;

import org.dora4j.torch.RepeatedWork;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.NextToken;
import org.jspecify.annotations.Nullable;

/**
 * A model that remembers what it has read. Every step is the same work on the same tensors, which a
 * GPU repeats without the host's doing.
 */
final class CachedScorer implements BeamScorer, AutoCloseable {

  /** Recording takes the time of a few steps. */
  private static final int LEAST_STEPS = 8;

  private final Transformer model;
  private final Tokens prompts;
  private final BeamCache cache;
  private final @Nullable Tensor logits; // [B · K, V], where steps are repeated
  private final @Nullable RepeatedWork repeated;
  private @Nullable Tensor tokens;

  /**
   * @param limit most tokens of a text
   */
  CachedScorer(Transformer model, Tokens prompts, int beams, int limit) {
    this.model = model;
    this.prompts = prompts;
    this.cache = new BeamCache(model, prompts.sequences(), beams, limit);
    boolean repeats =
        limit >= LEAST_STEPS
            && model.dtype().bytes() == 2
            && NextToken.usable(model.dtype(), model.config().headDim(), model.device());
    long vocabulary = model.head().outputs();
    try (Scope scope = Scope.open()) {
      logits =
          repeats
              ? Tensors.empty(model.dtype(), model.device(), cache.texts(), vocabulary).retain()
              : null;
    }
    repeated = repeats ? new RepeatedWork(model.device(), this::step) : null;
  }

  @Override
  public Tensor first() {
    return model.prefill(prompts, cache);
  }

  @Override
  public Tensor next(Tensor newest, Tensor parents) {
    cache.follow(parents);
    if (repeated == null || logits == null) {
      return model.decode(newest, cache);
    }
    tokens = newest;
    repeated.run();
    return logits;
  }

  private void step() {
    if (tokens == null || logits == null) {
      throw new IllegalStateException("there are no tokens to go on from");
    }
    try (Scope scope = Scope.open()) {
      logits.copy_(model.decode(tokens, cache));
    }
  }

  @Override
  public void close() {
    if (repeated != null) {
      repeated.close();
    }
    if (logits != null) {
      logits.close();
    }
    cache.close();
  }
}
