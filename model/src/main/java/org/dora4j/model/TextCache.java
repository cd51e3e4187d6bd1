package org.dora4j.model;

import org.dora4j.torch.CacheRows;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.fused.NextToken;

/** A cache for one text per prompt: its tokens follow the prompt's in the same row. */
final class TextCache implements KvCache {

  private final KeyValues tokens;
  private final CacheRows rows;
  private final Positions positions;
  private final Tensor places;
  private boolean decoding;

  /**
   * @param limit most tokens that are written
   */
  TextCache(Transformer model, Sequences prompts, int limit) {
    int capacity = prompts.longest() + limit;
    tokens = new KeyValues(model, prompts.count(), capacity);
    rows = new CacheRows(prompts.lengths(), capacity, model.device());
    positions = model.positions(prompts, 1, limit);
    places = tokens.places(prompts, model.device());
  }

  @Override
  public boolean isDecoding() {
    return decoding;
  }

  @Override
  public void advance() {
    decoding = true;
    rows.advance(1);
    positions.advance();
  }

  @Override
  public Rope.Angles angles() {
    return positions.angles();
  }

  @Override
  public int texts() {
    return rows.count();
  }

  @Override
  public void store(int layer, Tensor k, Tensor v) {
    tokens.put(layer, places, k, v);
  }

  @Override
  public Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale) {
    return NextToken.rows(q, k, v, tokens.keys(layer), tokens.values(layer), rows, scale);
  }

  @Override
  public void close() {
    tokens.close();
    rows.close();
    positions.close();
    places.close();
  }
}
