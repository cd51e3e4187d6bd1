package org.dora4j.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Random numbers that depend on a key only. Every use (the initial values of one matrix, the
 * dropout mask of one layer in one step) names its key, so nothing has to be stored to draw the
 * same again: a recomputed forward pass and a resumed run see the same numbers.
 */
public final class Rng {

  private final Generator generator;

  private Rng(long seed) {
    Natives.load();
    this.generator = torch.createCPUGenerator(seed);
  }

  /** A stream of its own for a seed and any number of further keys. */
  public static Rng of(long seed, long... keys) {
    return new Rng(mix(seed, keys));
  }

  /** The numbers of torch's own CPU generator after {@code manual_seed(seed)}, in its order. */
  public static Rng ofTorch(long seed) {
    return new Rng(seed);
  }

  /** One well-spread 63-bit number from a seed and keys (SplitMix64's finaliser, chained). */
  public static long mix(long seed, long... keys) {
    long state = finish(seed + 0x9E3779B97F4A7C15L);
    for (long key : keys) {
      state = finish(state ^ (key + 0x9E3779B97F4A7C15L));
    }
    return state & Long.MAX_VALUE;
  }

  private static long finish(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  Generator generator() {
    return generator;
  }

  /**
   * An inverted-dropout mask shaped like {@code like}: 0 with probability {@code p}, else 1/(1−p).
   * Drawn on the device of {@code like}, from {@code key} alone.
   */
  public static Tensor dropoutMask(Tensor like, double p, long key) {
    Tensor mask = Tensors.empty(like.dtype(), like.device(), like.shape());
    draw(mask, p, key);
    return mask.mul_(1 / (1 - p));
  }

  /**
   * The same for the tokens of sequences, {@code like} [N, …]: every sequence has numbers of its
   * own, so that a pass over a part of the sequences draws what a pass over all of them does.
   */
  public static Tensor dropoutMask(Tensor like, Sequences sequences, double p, long key) {
    Tensor mask = Tensors.empty(like.dtype(), like.device(), like.shape());
    for (int i = 0; i < sequences.count(); i++) {
      draw(sequences.rows(mask, i), p, mix(key, sequences.number(i)));
    }
    return mask.mul_(1 / (1 - p));
  }

  private static void draw(Tensor mask, double p, long key) {
    if (mask.device().cuda()) {
      torch.manual_seed(key);
      mask.torch.bernoulli_(1 - p, new GeneratorOptional());
    } else {
      // A generator of its own: passes may run at the same time.
      mask.torch.bernoulli_(1 - p, new GeneratorOptional(torch.createCPUGenerator(key)));
    }
  }
}
