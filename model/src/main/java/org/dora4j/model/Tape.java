package org.dora4j.model;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.dora4j.torch.Packing;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over one micro-batch carries along: where its sequences lie, the rotary angles of
 * its tokens, the key of its random numbers, and the stack of tensors that forward saves for
 * backward.
 *
 * <p>A tensor that is cheap to make from others that are saved anyway can be declared so with
 * {@link #remake}; whoever saves it then saves its recipe, and layers need not know.
 */
public final class Tape implements AutoCloseable {

  private final Deque<Saved> saved = new ArrayDeque<>();
  private final Map<Tensor, Remade> recipes = new IdentityHashMap<>();
  private final Set<Tensor> pushed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Pass pass;
  private final boolean recording;

  /**
   * What all tapes of one pass share.
   *
   * @param packing where the sequences lie
   * @param angles of all tokens
   * @param cache keys and values of earlier tokens, for decoding
   * @param dropoutKey names the random numbers, {@link #NO_DROPOUT} for none
   * @param lean whether what is cheap to make again is not kept
   */
  record Pass(
      Packing packing,
      Rope.Angles angles,
      @Nullable KvCache cache,
      long dropoutKey,
      boolean lean) {}

  private Tape(Pass pass, boolean recording) {
    this.pass = pass;
    this.recording = recording;
  }

  /** A tape for training: forward saves. */
  static Tape recording(Pass pass) {
    return new Tape(pass, true);
  }

  /** A tape for inference: nothing is saved. */
  static Tape silent(Pass pass) {
    return new Tape(pass, false);
  }

  /** The value of {@link #dropoutKey()} outside training. */
  public static final long NO_DROPOUT = -1;

  /** The same pass with a stack of its own that records: for running a forward pass again. */
  Tape rerecorded() {
    return new Tape(pass, true);
  }

  /**
   * The same pass without recording, dropout as it is: for a forward pass that will be run again.
   */
  Tape unrecorded() {
    return new Tape(pass, false);
  }

  public Sequences sequences() {
    return pass.packing().sequences();
  }

  /** The sequences as attention takes them. */
  Packing packing() {
    return pass.packing();
  }

  public Rope.Angles angles() {
    return pass.angles();
  }

  @Nullable KvCache cache() {
    return pass.cache();
  }

  /** Whether forward has to save for backward. */
  public boolean isRecording() {
    return recording;
  }

  /** Whether dropout is active. */
  public boolean isTraining() {
    return pass.dropoutKey() != NO_DROPOUT;
  }

  /** Names the random numbers of this pass; mix in a number of your own to name yours. */
  public long dropoutKey() {
    return pass.dropoutKey();
  }

  /** Saves a tensor beyond the scope it was made in; does nothing unless recording. */
  public void push(Tensor tensor) {
    if (recording) {
      saved.push(reference(tensor));
      pushed.add(tensor);
    }
  }

  /**
   * Declares that {@code tensor} is {@code recipe} of {@code inputs}, bit by bit, and cheaper to
   * make again than to keep. Does nothing where memory is not what is short, or where an input is
   * not saved itself: then nothing would be gained.
   */
  void remake(Tensor tensor, List<Tensor> inputs, Function<List<Tensor>, Tensor> recipe) {
    if (recording && pass.lean() && pushed.containsAll(inputs)) {
      recipes.put(tensor, new Remade(() -> inputs.stream().map(this::reference).toList(), recipe));
    }
  }

  private Saved reference(Tensor tensor) {
    Remade recipe = recipes.get(tensor);
    return recipe == null ? new Saved.Held(tensor.retain()) : recipe.referenced();
  }

  /** Takes back the tensor saved last; it now belongs to the innermost open scope. */
  public Tensor pop() {
    return saved.pop().take();
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
    recipes.clear();
    pushed.clear();
  }
}
