package org.dora4j.torch;

import java.util.Arrays;

/**
 * How full the rows of a cache of keys and values are. A cache has R rows with room for {@code
 * capacity} tokens each; row i holds a text's first tokens without gaps. The lengths lie on the
 * device, where storing and attention read them: a step of decoding neither uploads anything nor
 * waits.
 */
public final class CacheRows implements AutoCloseable {

  private final int capacity;
  private final int count;
  private final boolean even;
  private int longest;
  private final Tensor lengths;
  private final Tensor newest;
  private final Tensor keyOffsets;
  private final Tensor queryOffsets;

  /**
   * @param lengths number of tokens in each row
   * @param capacity most tokens of a row
   */
  public CacheRows(int[] lengths, int capacity, Device device) {
    this.capacity = capacity;
    this.count = lengths.length;
    this.longest = Arrays.stream(lengths).max().orElse(0);
    this.even = Arrays.stream(lengths).distinct().count() <= 1;
    try (Scope scope = Scope.open()) {
      this.lengths = Tensors.of(lengths, count).to(DType.I32).to(device).retain();
      this.newest = Tensors.of(newest(lengths, capacity), count).to(device).retain();
      this.keyOffsets = multiples(count + 1, capacity).to(device).retain();
      this.queryOffsets = multiples(count + 1, 1).to(device).retain();
    }
  }

  private static long[] newest(int[] lengths, int capacity) {
    long[] newest = new long[lengths.length];
    for (int i = 0; i < newest.length; i++) {
      newest[i] = (long) i * capacity + lengths[i] - 1;
    }
    return newest;
  }

  private static Tensor multiples(int count, int factor) {
    int[] multiples = new int[count];
    for (int i = 0; i < count; i++) {
      multiples[i] = Math.multiplyExact(i, factor);
    }
    return Tensors.of(multiples, count).to(DType.I32);
  }

  /** Counts some tokens more in every row. */
  public void advance(int tokens) {
    if (longest + tokens > capacity) {
      throw new IllegalStateException("the cache has room for " + capacity + " tokens only");
    }
    longest += tokens;
    lengths.addWhole_(tokens);
    newest.addWhole_(tokens);
  }

  /** Number of rows, R. */
  public int count() {
    return count;
  }

  /** Tokens of the longest row. */
  public int longest() {
    return longest;
  }

  /** Index of every row's newest token among all R · capacity places: I64 [R]. */
  public Tensor newest() {
    return newest;
  }

  /** Tokens in each row: I32 [R]. */
  public Tensor lengths() {
    return lengths;
  }

  /** Where each row begins, in tokens, and the end of the last: I32 [R + 1]. */
  Tensor keyOffsets() {
    return keyOffsets;
  }

  /** Where the query of each row begins, and the end of the last: I32 [R + 1]. */
  Tensor queryOffsets() {
    return queryOffsets;
  }

  /** Whether all rows have the same length, so that nothing has to be masked. */
  boolean isEven() {
    return even;
  }

  /** −∞ where a row has no token yet, else 0: [R, 1, 1, longest]. */
  Tensor mask(DType dtype) {
    Tensor places = Tensors.arange(longest, lengths.device());
    Tensor unread = Ops.lessOrEqual(lengths.view(count, 1, 1, 1), places);
    return Tensors.zeros(dtype, lengths.device(), unread.shape())
        .maskedFill_(unread, Double.NEGATIVE_INFINITY);
  }

  @Override
  public void close() {
    lengths.close();
    newest.close();
    keyOffsets.close();
    queryOffsets.close();
  }
}
