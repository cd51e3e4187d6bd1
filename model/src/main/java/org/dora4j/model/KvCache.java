package org.dora4j.model;

import java.util.ArrayList;
import java.util.List;
import org.dora4j.model.config.ModelConfig;
import org.dora4j.torch.DType;
import org.dora4j.torch.Device;
import org.dora4j.torch.Ops;
import org.dora4j.torch.Scope;
import org.dora4j.torch.Sequences;
import org.dora4j.torch.Tensor;
import org.dora4j.torch.Tensors;

/**
 * Keys and values of the tokens read so far, per block and sequence, so that decoding computes each
 * token once. First the prompts are stored in one packed pass, then one token per sequence and
 * step.
 */
public final class KvCache implements AutoCloseable {

  private final int capacity;
  private final int[] lengths;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();
  private boolean decoding;

  /**
   * @param prompts lengths of the prompts that the first pass will read
   * @param capacity most tokens of one sequence, prompt included
   */
  public KvCache(ModelConfig config, Sequences prompts, int capacity, DType dtype, Device device) {
    this.capacity = capacity;
    this.lengths = new int[prompts.count()];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = prompts.length(i);
    }
    long[] shape = {lengths.length, capacity, config.keyValueHeads(), config.headDim()};
    try (Scope scope = Scope.open()) {
      for (int layer = 0; layer < config.layers(); layer++) {
        keys.add(Tensors.zeros(dtype, device, shape).retain());
        values.add(Tensors.zeros(dtype, device, shape).retain());
      }
    }
  }

  /** Number of sequences. */
  public int count() {
    return lengths.length;
  }

  /** Number of tokens read of every sequence: the position of its next token. */
  public int[] lengths() {
    return lengths.clone();
  }

  boolean isDecoding() {
    return decoding;
  }

  /** Called after the pass over the prompts: every further pass reads one token per sequence. */
  void startDecoding() {
    decoding = true;
  }

  /** Called after each decoding pass. */
  void advance() {
    for (int i = 0; i < lengths.length; i++) {
      lengths[i]++;
    }
  }

  boolean isFull() {
    for (int length : lengths) {
      if (length >= capacity) {
        return true;
      }
    }
    return false;
  }

  /** Keeps the prompts' keys and values [N, g, e] of one block. */
  void store(int layer, Tensor k, Tensor v) {
    try (Scope scope = Scope.open()) {
      Sequences prompts = Sequences.of(lengths);
      for (int i = 0; i < lengths.length; i++) {
        keys.get(layer).select(0, i).narrow(0, 0, lengths[i]).copy_(prompts.rows(k, i));
        values.get(layer).select(0, i).narrow(0, 0, lengths[i]).copy_(prompts.rows(v, i));
      }
    }
  }

  /**
   * Stores one token per sequence and attends from it to all tokens of its sequence.
   *
   * @param q [B, h, e]
   * @param k and {@code v} [B, g, e]
   * @return [B, h, e]
   */
  Tensor attend(int layer, Tensor q, Tensor k, Tensor v, double scale) {
    try (Scope scope = Scope.open()) {
      Tensor slots = slots(q.device());
      rows(keys.get(layer)).indexCopy_(0, slots, k);
      rows(values.get(layer)).indexCopy_(0, slots, v);
      long batch = q.size(0);
      long groups = k.size(1);
      int longest = longest() + 1;
      Tensor pastKeys = keys.get(layer).narrow(1, 0, longest).permute(0, 2, 3, 1); // [B, g, e, T]
      Tensor pastValues = values.get(layer).narrow(1, 0, longest).permute(0, 2, 1, 3);
      Tensor grouped = q.view(batch, groups, q.size(1) / groups, q.size(2));
      Tensor scores = Ops.matmul(grouped, pastKeys).mul_(scale); // [B, g, h/g, T]
      scores.maskedFill_(unread(longest, q.device()), Double.NEGATIVE_INFINITY);
      Tensor mixed = Ops.matmul(Ops.softmax(scores, -1), pastValues);
      return scope.keep(mixed.reshape(batch, q.size(1), q.size(2)));
    }
  }

  /** Index of every sequence's next token in a block's [B · capacity, g, e]. */
  private Tensor slots(Device device) {
    long[] slots = new long[lengths.length];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = (long) i * capacity + lengths[i];
    }
    return Tensors.of(slots, slots.length).to(device);
  }

  private static Tensor rows(Tensor cached) {
    return cached.view(cached.size(0) * cached.size(1), cached.size(2), cached.size(3));
  }

  /** Where a sequence has no token yet: [B, 1, 1, T]. */
  private Tensor unread(int longest, Device device) {
    Tensor last = Tensors.of(lengths, lengths.length, 1, 1, 1).to(device);
    return Ops.lessThan(last, Tensors.arange(longest, device));
  }

  private int longest() {
    int longest = 0;
    for (int length : lengths) {
      longest = Math.max(longest, length);
    }
    return longest;
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
    keys.clear();
    values.clear();
  }
}
