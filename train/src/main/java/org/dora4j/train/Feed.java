package org.dora4j.train;

import java.util.List;
import org.dora4j.data.Batches;
import org.dora4j.model.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The batches of the steps to come. The next one can be prepared while the present one is worked
 * on; {@link #position} does not count it before it is taken, so that a resumed run sees it.
 */
final class Feed {

  private final Batches batches;
  private final int accumulation;
  private @Nullable StepBatch prepared;
  private Batches.Position position;

  /**
   * What one optimiser step is given.
   *
   * @param microBatches at least one
   * @param trained tokens that the loss counts
   * @param tokens all tokens
   * @param end where the step after it begins
   */
  record StepBatch(List<Tokens> microBatches, long trained, long tokens, Batches.Position end) {}

  /**
   * @param accumulation micro-batches per step
   */
  Feed(Batches batches, int accumulation) {
    this.batches = batches;
    this.accumulation = accumulation;
    this.position = batches.position();
  }

  /** Makes the next step's batch now; does nothing where that has been done. */
  StepBatch prepare() {
    StepBatch next = prepared;
    if (next == null) {
      List<Tokens> micro = batches.next(accumulation).stream().map(MicroBatch::of).toList();
      next =
          new StepBatch(
              micro,
              micro.stream().mapToLong(Tokens::trained).sum(),
              micro.stream().mapToLong(tokens -> tokens.ids().length).sum(),
              batches.position());
      prepared = next;
    }
    return next;
  }

  /** The next step's batch. */
  StepBatch take() {
    StepBatch taken = prepare();
    prepared = null;
    position = taken.end();
    return taken;
  }

  /** Where the batch begins that will be taken next. */
  Batches.Position position() {
    return position;
  }

  /**
   * Continues from a position.
   *
   * @throws IllegalArgumentException if it lies outside the examples
   */
  void seek(Batches.Position from) {
    batches.seek(from);
    prepared = null;
    position = from;
  }
}
