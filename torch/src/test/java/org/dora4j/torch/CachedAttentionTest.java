package org.dora4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dora4j.torch.CachedAttention.Part;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CachedAttentionTest {

  private static final int[] LENGTHS = {5, 1, 7};
  private static final int CAPACITY = 8;

  /** The last token of a causal pass over each row must see what the cached pass sees. */
  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void equalsTheLastTokenOfACausalPass(int heads, int groups, int size) {
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, 1, Device.CPU)) {
      Tensor keys = random(1, LENGTHS.length, CAPACITY, groups, size);
      Tensor values = random(2, LENGTHS.length, CAPACITY, groups, size);
      Tensor q = random(3, LENGTHS.length, heads, size);
      Tensor all = CachedAttention.forward(q, List.of(new Part(keys, values, rows)), 0.3);
      for (int i = 0; i < LENGTHS.length; i++) {
        Tensor expected =
            last(q.narrow(0, i, 1), read(keys, i, LENGTHS[i]), read(values, i, LENGTHS[i]));
        assertThat(Ops.maxDifference(all.narrow(0, i, 1), expected)).isLessThan(1e-12);
      }
    }
  }

  /** Two texts share each prompt row and have two tokens of their own. */
  @ParameterizedTest
  @CsvSource({"4,4,8", "4,2,8", "6,2,5", "3,1,16"})
  void twoPartsAreOneSoftmax(int heads, int groups, int size) {
    int texts = 2;
    int[] own = new int[LENGTHS.length * texts];
    java.util.Arrays.fill(own, 2);
    try (Scope scope = Scope.open();
        CacheRows prompts = new CacheRows(LENGTHS, CAPACITY, texts, Device.CPU);
        CacheRows written = new CacheRows(own, 3, 1, Device.CPU)) {
      Tensor promptKeys = random(1, LENGTHS.length, CAPACITY, groups, size);
      Tensor promptValues = random(2, LENGTHS.length, CAPACITY, groups, size);
      Tensor keys = random(3, own.length, 3, groups, size);
      Tensor values = random(4, own.length, 3, groups, size);
      Tensor q = random(5, own.length, heads, size);
      Tensor all =
          CachedAttention.forward(
              q,
              List.of(new Part(promptKeys, promptValues, prompts), new Part(keys, values, written)),
              0.3);
      for (int i = 0; i < own.length; i++) {
        int row = i / texts;
        Tensor expected =
            last(
                q.narrow(0, i, 1),
                Ops.cat(List.of(read(promptKeys, row, LENGTHS[row]), read(keys, i, 2)), 0),
                Ops.cat(List.of(read(promptValues, row, LENGTHS[row]), read(values, i, 2)), 0));
        assertThat(Ops.maxDifference(all.narrow(0, i, 1), expected)).isLessThan(1e-12);
      }
    }
  }

  /** What the GPU's kernels return, one part at a time, joined by their log-sum-exps. */
  @ParameterizedTest
  @CsvSource({"F32,1e-6", "BF16,2e-2"})
  void partsJoinThroughTheirLogSumExps(String type, double tolerance) {
    try (Scope scope = Scope.open()) {
      DType dtype = DType.valueOf(type);
      Tensor scores = random(1, 6, 4, 9).to(DType.F32); // [N, h, T]
      Tensor values = random(2, 6, 9, 8).to(dtype).to(DType.F32); // one head's values for all
      Tensor expected = Ops.matmul(Ops.softmax(scores, 2), values);
      Tensor joined =
          CachedAttention.joined(
              attended(scores.narrow(2, 0, 5), values.narrow(1, 0, 5), dtype),
              attended(scores.narrow(2, 5, 4), values.narrow(1, 5, 4), dtype));
      assertThat(joined.dtype()).isEqualTo(dtype);
      assertThat(Ops.maxDifference(joined, expected)).isLessThan(tolerance);
    }
  }

  private static CachedAttention.Attended attended(Tensor scores, Tensor values, DType dtype) {
    return new CachedAttention.Attended(
        Ops.matmul(Ops.softmax(scores, 2), values).to(dtype),
        Ops.logSumExp(scores, 2).t().contiguous());
  }

  @Test
  void rowsCountTheirTokens() {
    long before = Memory.liveObjects();
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, 4, Device.CPU)) {
      rows.advance();
      assertThat(rows.longest()).isEqualTo(8);
      assertThat(rows.newest().toLongs()).containsExactly(5, 9, 23);
      assertThat(rows.lengths().toLongs()).containsExactly(6, 2, 8);
      assertThat(rows.keyOffsets().toLongs()).containsExactly(0, 8, 16, 24);
      assertThat(rows.queryOffsets().toLongs()).containsExactly(0, 4, 8, 12);
      assertThatThrownBy(rows::advance)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("room for 8 tokens");
    }
    assertThat(Memory.liveObjects()).isEqualTo(before);
  }

  @Test
  void leavesNoNativeMemory() {
    try (Scope scope = Scope.open();
        CacheRows rows = new CacheRows(LENGTHS, CAPACITY, 1, Device.CPU)) {
      Tensor keys = random(1, LENGTHS.length, CAPACITY, 2, 4);
      Tensor q = random(3, LENGTHS.length, 4, 4);
      long before = Memory.liveObjects();
      try (Scope inner = Scope.open()) {
        CachedAttention.forward(q, List.of(new Part(keys, keys, rows)), 1);
      }
      assertThat(Memory.liveObjects()).isEqualTo(before);
    }
  }

  private static Tensor last(Tensor q, Tensor keys, Tensor values) {
    int length = (int) keys.size(0);
    Tensor queries = q.expand(length, q.size(1), q.size(2)).contiguous();
    Sequences one = Sequences.of(length);
    Tensor all = PlainAttention.forward(queries, keys, values, one, 0.3).output();
    return all.narrow(0, length - 1, 1);
  }

  private static Tensor read(Tensor cached, int row, int length) {
    return cached.select(0, row).narrow(0, 0, length);
  }

  private static Tensor random(long key, long... shape) {
    return Tensors.normal(0, 1, Rng.of(7, key), shape).to(DType.F64);
  }
}
