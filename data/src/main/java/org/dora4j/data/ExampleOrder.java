package org.dora4j.data;

import java.util.Random;
import java.util.stream.IntStream;

/** The order in which an epoch serves its examples; it follows from the epoch's number alone. */
public sealed interface ExampleOrder {

  /**
   * The places of the examples in the list, in the order in which they are served: a permutation of
   * 0 to {@code count} − 1.
   *
   * @param epoch number of the epoch, from 0
   * @param count number of examples
   * @throws DataException if this order would leave examples out
   */
  int[] of(int epoch, int count);

  /** As the list has them, in every epoch. */
  record AsListed() implements ExampleOrder {
    @Override
    public int[] of(int epoch, int count) {
      return IntStream.range(0, count).toArray();
    }
  }

  /**
   * A new random order for each epoch.
   *
   * @param seed from which, with the epoch, the order follows
   */
  record Shuffled(long seed) implements ExampleOrder {
    @Override
    public int[] of(int epoch, int count) {
      int[] shuffled = IntStream.range(0, count).toArray();
      Random random = new Random(mix(mix(seed) + epoch));
      for (int i = shuffled.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = shuffled[i];
        shuffled[i] = shuffled[j];
        shuffled[j] = swapped;
      }
      return shuffled;
    }

    /** SplitMix64's finaliser: neighbouring seeds and epochs must not give related orders. */
    private static long mix(long value) {
      long z = value + 0x9E3779B97F4A7C15L;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }

  /**
   * Example k of an epoch is number k · step mod count: mixed well, without a random number, so
   * that two programs agree on it. As an epoch ends where the next one's formula begins again, it
   * is one formula for the whole run.
   *
   * @param step at least 1
   */
  record Stride(int step) implements ExampleOrder {
    @Override
    public int[] of(int epoch, int count) {
      if (greatestCommonDivisor(step, count) != 1) {
        throw new DataException(
            "The order stride:%d would leave out some of the %d examples, as both numbers share a divisor; take another stride, such as a prime number."
                .formatted(step, count));
      }
      return IntStream.range(0, count).map(k -> (int) ((long) k * step % count)).toArray();
    }

    private static int greatestCommonDivisor(int a, int b) {
      return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
  }
}
