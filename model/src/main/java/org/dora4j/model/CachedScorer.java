package org.dora4j.model;

import org.dora4j.torch.Tensor;

/** A model that remembers what it has read. */
final class CachedScorer implements BeamScorer, AutoCloseable {

  private final Transformer model;
  private final Tokens prompts;
  private final BeamCache cache;

  CachedScorer(Transformer model, Tokens prompts, int beams, int limit) {
    this.model = model;
    this.prompts = prompts;
    this.cache = new BeamCache(model, prompts.sequences(), beams, limit);
  }

  @Override
  public Tensor first() {
    return model.prefill(prompts, cache);
  }

  @Override
  public Tensor next(Tensor tokens, Tensor parents) {
    cache.follow(parents);
    return model.decode(tokens, cache);
  }

  @Override
  public void close() {
    cache.close();
  }
}
