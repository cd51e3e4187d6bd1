package org.dora4j.model;

import java.util.Arrays;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.CacheRows;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;
import org.dora4j.torch.fused.NextToken;
import org.jspecify.annotations.Nullable;

/**
 * A cache for K texts per prompt. A prompt and all that its texts write share one row, and a mask
 * says which of the row's tokens each text descends from:
 *
 * <pre>
 *   prompt, padded to the longest | K tokens of step 1 | K tokens of step 2 | …
 * </pre>
 *
 * <p>So nothing is kept twice, and where a text is dropped and another goes on in two ways only the
 * mask changes places, not the keys and values of every block.
 */
final class BeamCache implements KvCache {

  /** Kernels want the rows of a mask to begin at multiples of 16 bytes. */
  private static final int ALIGNMENT = 8;

  private final int beams;
  private final KeyValues tokens;
  private final Positions positions;
  private final Tensor places;
  private final Tensor mask; // [B · K, h/g, columns]: 0 for a text's own tokens, else −∞
  private final Tensor itself; // [1, K, 1, K]: the mask of a step's tokens, 0 on the diagonal
  private final Tensor columns; // I64 [K]: the mask's columns of the newest tokens
  private final CacheRows rows;
  private @Nullable Tensor parents;
  private boolean decoding;

  /**
   * @param beams number of texts of each prompt, K
   * @param limit most tokens that are read after a prompt
   */
  BeamCache(Transformer model, Sequences prompts, int beams, int limit) {
    int capacity = prompts.longest() + beams * limit;
    this.beams = beams;
    int[] filled = new int[prompts.count()];
    Arrays.fill(filled, prompts.longest());
    rows = new CacheRows(filled, capacity, model.device());
    tokens = new KeyValues(model, prompts.count(), capacity);
    positions = model.positions(prompts, beams, limit);
    places = tokens.places(prompts, model.device());
    try (Scope scope = Scope.open()) {
      mask = mask(model, prompts, beams, capacity).retain();
      Tensor own =
          Tensors.full(Double.NEGATIVE_INFINITY, mask.dtype(), mask.device(), beams, beams);
      for (int i = 0; i < beams; i++) {
        own.select(0, i).narrow(0, i, 1).zero_();
      }
      itself = own.view(1, beams, 1, beams).retain();
      Tensor ahead = Tensors.arange(beams, model.device());
      columns = ahead.addWhole_((long) prompts.longest() - beams).retain();
    }
  }

  /** Every text sees its prompt, and nothing behind. */
  private static Tensor mask(Transformer model, Sequences prompts, int beams, int capacity) {
    ModelConfig config = model.config();
    int heads = config.heads() / config.keyValueHeads();
    int columns = (capacity + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Tensor lengths = Tensors.of(prompts.lengths(), prompts.count(), 1, 1, 1).to(model.device());
    Tensor beyond = Ops.lessOrEqual(lengths, Tensors.arange(columns, model.device()));
    return Tensors.zeros(model.dtype(), model.device(), prompts.count(), beams, heads, columns)
        .maskedFill_(beyond, Double.NEGATIVE_INFINITY)
        .view((long) prompts.count() * beams, heads, columns);
  }

  /**
   * Says which of the texts so far each text of the next pass goes on from.
   *
   * @param parents I64 [B · K]; a text may only go on from one of the same prompt
   */
  void follow(Tensor parents) {
    this.parents = parents;
  }

  @Override
  public boolean isDecoding() {
    return decoding;
  }

  @Override
  public void advance() {
    decoding = true;
    positions.advance();
    try (Scope scope = Scope.open()) {
      if (parents != null) {
        mask.copy_(Ops.indexSelect(mask, 0, parents));
      }
      Tensor byPrompt = mask.view(rows.count(), beams, mask.size(1), mask.size(2));
      Tensor own = itself.expand(rows.count(), beams, mask.size(1), beams);
      byPrompt.indexCopy_(3, columns.addWhole_(beams), own);
    }
    rows.advance(beams);
  }

  @Override
  public Rope.Angles angles() {
    return positions.angles();
  }

  @Override
  public int texts() {
    return (int) mask.size(0);
  }

  @Override
  public void store(int layer, Tensor k, Tensor v) {
    tokens.put(layer, places, k, v);
  }

  @Override
  public Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale) {
    return NextToken.masked(q, k, v, tokens.keys(layer), tokens.values(layer), mask, rows, scale);
  }

  @Override
  public void close() {
    tokens.close();
    positions.close();
    places.close();
    mask.close();
    itself.close();
    columns.close();
    rows.close();
  }
}
