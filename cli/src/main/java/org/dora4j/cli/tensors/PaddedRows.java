package org.dora4j.cli.tensors;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows of token ids of equal length, each with padding before or behind its tokens.
 *
 * @param tokens of each row, without padding
 * @param starts place of each row's first token
 * @param length of all rows, padding included
 */
record PaddedRows(int[][] tokens, int[] starts, int length) {

  /** Rows without padding. */
  static PaddedRows whole(int[][] ids) {
    int[][] ones = Arrays.stream(ids).map(int[]::clone).toArray(int[][]::new);
    Arrays.stream(ones).forEach(row -> Arrays.fill(row, 1));
    return masked(ids, ones);
  }

  /**
   * Rows whose mask is 1 on tokens and 0 on padding.
   *
   * @throws IllegalArgumentException if rows differ in length, the mask does not fit, has holes, or
   *     leaves a row without a token
   */
  static PaddedRows masked(int[][] ids, int[][] mask) {
    int length = ids[0].length;
    if (mask.length != ids.length) {
      throw new IllegalArgumentException(
          "attention_mask has %d rows but input_ids has %d".formatted(mask.length, ids.length));
    }
    int[][] tokens = new int[ids.length][];
    int[] starts = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i].length != length || mask[i].length != length) {
        throw new IllegalArgumentException(
            "row %d has %d ids and %d mask values but row 0 has %d; pad all rows to one length"
                .formatted(i, ids[i].length, mask[i].length, length));
      }
      int[] row = mask[i];
      int[] places = IntStream.range(0, length).filter(t -> row[t] != 0).toArray();
      check(i, row, places);
      starts[i] = places[0];
      tokens[i] = Arrays.copyOfRange(ids[i], places[0], places[0] + places.length);
    }
    return new PaddedRows(tokens, starts, length);
  }

  private static void check(int row, int[] mask, int[] places) {
    if (Arrays.stream(mask).anyMatch(value -> value != 0 && value != 1)) {
      throw new IllegalArgumentException(
          "row %d of attention_mask holds numbers other than 0 and 1".formatted(row));
    }
    if (places.length == 0) {
      throw new IllegalArgumentException("row %d has no tokens".formatted(row));
    }
    if (places[places.length - 1] - places[0] + 1 != places.length) {
      throw new IllegalArgumentException(
          "row %d of attention_mask has zeros between ones; padding goes before or behind a text"
              .formatted(row));
    }
  }
}
