package org.dora4j.model;

import java.util.Arrays;
import java.util.List;
import org.dora4j.torch.CacheRows;
import org.dora4j.torch.CachedAttention;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A cache for several texts per prompt. They share the prompt's keys and values, which are kept
 * once, and have rows of their own for what they write; only those change places when a text is
 * dropped and another goes on in two ways.
 */
final class BeamCache implements KvCache {

  private final KeyValues prompts;
  private final CacheRows promptRows;
  private final KeyValues written;
  private final CacheRows writtenRows;
  private final Positions positions;
  private final Tensor places;
  private final Tensor[] spare;
  private @Nullable Tensor order;
  private boolean decoding;

  /**
   * @param beams number of texts of each prompt
   * @param limit most tokens that are written
   */
  BeamCache(Transformer model, Sequences sequences, int beams, int limit) {
    int texts = sequences.count() * beams;
    prompts = new KeyValues(model, sequences.count(), sequences.longest());
    promptRows = new CacheRows(sequences.lengths(), sequences.longest(), beams, model.device());
    places = prompts.places(sequences, model.device());
    written = new KeyValues(model, texts, limit);
    writtenRows = new CacheRows(new int[texts], limit, 1, model.device());
    spare = written.spare();
    positions = model.positions(sequences, beams, limit);
  }

  /**
   * Says which of the texts so far each text of the next pass goes on from.
   *
   * @param parents I64 [N]; must live until the pass is over
   */
  void follow(Tensor parents) {
    order = parents;
  }

  @Override
  public boolean isDecoding() {
    return decoding;
  }

  @Override
  public void advance() {
    decoding = true;
    writtenRows.advance();
    positions.advance();
  }

  @Override
  public Rope.Angles angles() {
    return positions.angles();
  }

  @Override
  public int texts() {
    return writtenRows.count();
  }

  @Override
  public void store(int layer, Tensor k, Tensor v) {
    prompts.put(layer, places, k, v);
  }

  @Override
  public Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale) {
    int before = writtenRows.longest() - 1;
    if (order != null && before > 0) {
      written.reorder(layer, order, before, spare);
    }
    written.put(layer, writtenRows.newest(), k, v);
    return CachedAttention.forward(
        q, List.of(prompts.part(layer, promptRows), written.part(layer, writtenRows)), scale);
  }

  @Override
  public void close() {
    prompts.close();
    promptRows.close();
    written.close();
    writtenRows.close();
    positions.close();
    places.close();
    Arrays.stream(spare).forEach(Tensor::close);
  }
}
