package org.dora4j.model;

/**
 * How {@link BeamSearch} goes.
 *
 * @param count texts that run side by side for each prompt, at least 2
 * @param lengthPenalty exponent of the length by which scores are divided: above 0 favours long
 *     texts, because scores are negative; 0 leaves scores as they are
 * @param length what counts as length
 * @param sampling a temperature above 0 draws continuations instead of taking the best ones; top-k
 *     and top-p restrict what each text may be continued by
 */
public record Beams(int count, double lengthPenalty, TextLength length, Sampling sampling) {

  public Beams {
    if (count < 2) {
      throw new IllegalArgumentException(
          "beams must be at least 2 but are " + count + "; one beam is what Generator does");
    }
    if (!Double.isFinite(lengthPenalty)) {
      throw new IllegalArgumentException("length-penalty must be a number but is " + lengthPenalty);
    }
  }

  /** Search without draws, length penalty 1, written tokens counted: what transformers does. */
  public static Beams of(int count) {
    return new Beams(count, 1, TextLength.WRITTEN, Sampling.GREEDY);
  }

  /** The same with another length penalty. */
  public Beams withLengthPenalty(double penalty) {
    return new Beams(count, penalty, length, sampling);
  }

  /** The same with another convention of length. */
  public Beams withLength(TextLength other) {
    return new Beams(count, lengthPenalty, other, sampling);
  }

  /** The same with draws. */
  public Beams withSampling(Sampling other) {
    return new Beams(count, lengthPenalty, length, other);
  }

  /**
   * Number of continuations of a prompt's texts that are looked at in each step. Each text can end
   * in as many ways as there are end tokens, so that at least {@code count} continuations go on.
   */
  int candidates(int ends) {
    return count * leastPerText(ends);
  }

  /** Continuations of one text that top-k and top-p must leave. */
  static int leastPerText(int ends) {
    return Math.max(2, 1 + ends);
  }
}
