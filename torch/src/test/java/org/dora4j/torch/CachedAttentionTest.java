package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachedAttentionTest {

  private static final int[] LENGTHS = {5, 1, 7};
  private static final int ROWS = LENGTHS.length;
  private static final int CAPACITY = 8;

  /** The last token of a causal pass over a row's tokens sees what the cached pass sees. */
  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void aTextSeesItsRow(int heads, int groups, int size) {
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, Device.CPU)) {
      Tensor keys = random(1, ROWS, CAPACITY, groups, size);
      Tensor values = random(2, ROWS, CAPACITY, groups, size);
      Tensor q = random(3, ROWS, heads, size);
      Tensor all = CachedAttention.rows(q, keys, values, rows, 0.3);
      for (int i = 0; i < ROWS; i++) {
        int[] seen = IntStream.range(0, LENGTHS[i]).toArray();
        expect(
            all.narrow(0, i, 1), q.narrow(0, i, 1), keys.select(0, i), values.select(0, i), seen);
      }
    }
  }

  /** Two texts per row: the row's first tokens and every second of three, or of four, behind. */
  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void textsSeeWhatTheirMaskAllows(int heads, int groups, int size) {
    int texts = 2;
    int[][] seen = {{0, 1, 4}, {0, 1, 3, 5}, {0, 4}, {0, 3, 5}, {0, 1, 2, 4}, {0, 1, 2, 3, 5}};
    try (Scope scope = Scope.open()) {
      Tensor keys = random(1, ROWS, CAPACITY, groups, size);
      Tensor values = random(2, ROWS, CAPACITY, groups, size);
      Tensor q = random(3, (long) ROWS * texts, heads, size);
      Tensor mask =
          Tensors.full(
              Double.NEGATIVE_INFINITY,
              DType.F64,
              Device.CPU,
              (long) ROWS * texts,
              heads / groups,
              CAPACITY);
      for (int i = 0; i < seen.length; i++) {
        for (int place : seen[i]) {
          mask.select(0, i).narrow(1, place, 1).zero_();
        }
      }
      Tensor all = CachedAttention.masked(q, keys, values, mask, 6, 0.3);
      for (int i = 0; i < seen.length; i++) {
        int row = i / texts;
        expect(
            all.narrow(0, i, 1),
            q.narrow(0, i, 1),
            keys.select(0, row),
            values.select(0, row),
            seen[i]);
      }
    }
  }

  private static void expect(Tensor found, Tensor q, Tensor keys, Tensor values, int[] seen) {
    Tensor places = Tensors.of(seen, seen.length);
    Tensor k = Ops.indexSelect(keys, 0, places);
    Tensor v = Ops.indexSelect(values, 0, places);
    Tensor queries = q.expand(seen.length, q.size(1), q.size(2)).contiguous();
    Sequences one = Sequences.of(seen.length);
    Tensor all = PlainAttention.forward(queries, k, v, one, 0.3).output();
    Tensor last = all.narrow(0, seen.length - 1, 1);
    assertThat(Ops.maxDifference(found, last)).isLessThan(1e-12);
  }

  @Test
  void rowsCountTheirTokens() {
    long before = Memory.liveObjects();
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, Device.CPU)) {
      rows.advance(1);
      assertThat(rows.longest()).isEqualTo(8);
      assertThat(rows.newest().toLongs()).containsExactly(5, 9, 23);
      assertThat(rows.lengths().toLongs()).containsExactly(6, 2, 8);
      assertThat(rows.keyOffsets().toLongs()).containsExactly(0, 8, 16, 24);
      assertThat(rows.queryOffsets().toLongs()).containsExactly(0, 1, 2, 3);
      assertThatThrownBy(() -> rows.advance(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("room for 8 tokens");
    }
    assertThat(Memory.liveObjects()).isEqualTo(before);
  }

  @Test
  void leavesNoNativeMemory() {
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, Device.CPU)) {
      Tensor keys = random(1, ROWS, CAPACITY, 2, 4);
      Tensor q = random(3, ROWS, 4, 4);
      Tensor mask = Tensors.zeros(DType.F64, Device.CPU, ROWS, 2, CAPACITY);
      long before = Memory.liveObjects();
      try (Scope inner = Scope.open()) {
        List.of(
            CachedAttention.rows(q, keys, keys, rows, 1),
            CachedAttention.masked(q, keys, keys, mask, 4, 1));
      }
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(7, key), shape).to(DType.F64);
  }
}
