package org.dora4j.train;

import java.util.Arrays;
import java.util.List;
import org.dora4j.data.Batch;
import org.dora4j.data.Example;
import org.dora4j.model.Tokens;

/** Brings examples to the model's form: one behind another, without padding. */
final class MicroBatch {
  private MicroBatch() {}

  /** The rows of a batch without its padding. */
  static Tokens of(Batch batch) {
    int[][] ids = new int[batch.rows()][];
    int[][] labels = new int[batch.rows()][];
    for (int row = 0; row < batch.rows(); row++) {
      int start = row * batch.length() + batch.start(row);
      int end = start + batch.lengths()[row];
      ids[row] = Arrays.copyOfRange(batch.ids(), start, end);
      labels[row] = Arrays.copyOfRange(batch.labels(), start, end);
    }
    return Tokens.of(ids, labels);
  }

  static Tokens of(List<Example> examples) {
    return Tokens.of(
        examples.stream().map(Example::ids).toArray(int[][]::new),
        examples.stream().map(Example::labels).toArray(int[][]::new));
  }
}
