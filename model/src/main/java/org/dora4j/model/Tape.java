package org.dora4j.model;

import java.util.ArrayDeque;
import java.util.Deque;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over one micro-batch carries along: where its sequences lie, the rotary angles of
 * its tokens, the key of its random numbers, and the stack of tensors that forward saves for
 * backward.
 */
public final class Tape implements AutoCloseable {

  private final Deque<Tensor> saved = new ArrayDeque<>();
  private final Sequences sequences;
  private final Rope.Angles angles;
  private final @Nullable KvCache cache;
  private final boolean recording;
  private final long dropoutKey;

  private Tape(
      Sequences sequences,
      Rope.Angles angles,
      @Nullable KvCache cache,
      boolean recording,
      long dropoutKey) {
    this.sequences = sequences;
    this.angles = angles;
    this.cache = cache;
    this.recording = recording;
    this.dropoutKey = dropoutKey;
  }

  /** A tape for training: forward saves, dropout is drawn from {@code dropoutKey}. */
  static Tape recording(Sequences sequences, Rope.Angles angles, long dropoutKey) {
    return new Tape(sequences, angles, null, true, dropoutKey);
  }

  /** A tape for inference: nothing is saved, dropout is off, keys and values may go to a cache. */
  static Tape silent(Sequences sequences, Rope.Angles angles, @Nullable KvCache cache) {
    return new Tape(sequences, angles, cache, false, NO_DROPOUT);
  }

  /** The value of {@link #dropoutKey()} outside training. */
  public static final long NO_DROPOUT = -1;

  /** The same pass with a stack of its own that records: for running a forward pass again. */
  Tape rerecorded() {
    return new Tape(sequences, angles, cache, true, dropoutKey);
  }

  /**
   * The same pass without recording, dropout as it is: for a forward pass that will be run again.
   */
  Tape unrecorded() {
    return new Tape(sequences, angles, cache, false, dropoutKey);
  }

  public Sequences sequences() {
    return sequences;
  }

  public Rope.Angles angles() {
    return angles;
  }

  @Nullable KvCache cache() {
    return cache;
  }

  /** Whether forward has to save for backward. */
  public boolean isRecording() {
    return recording;
  }

  /** Whether dropout is active. */
  public boolean isTraining() {
    return dropoutKey != NO_DROPOUT;
  }

  /** Names the random numbers of this pass; mix in a number of your own to name yours. */
  public long dropoutKey() {
    return dropoutKey;
  }

  /** Saves a tensor beyond the scope it was made in; does nothing unless recording. */
  public void push(Tensor tensor) {
    if (recording) {
      saved.push(tensor.retain());
    }
  }

  /** Takes back the tensor saved last; it now belongs to the innermost open scope. */
  public Tensor pop() {
    return saved.pop().release();
  }

  /** Number of tensors saved and not taken back. */
  public int depth() {
    return saved.size();
  }

  /** Releases what was saved and never taken back, after a pass that broke off. */
  @Override
  public void close() {
    while (!saved.isEmpty()) {
      saved.pop().close();
    }
  }
}
