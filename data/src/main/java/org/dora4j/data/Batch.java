package org.dora4j.data;

import java.util.Arrays;
import java.util.List;

/**
 * Examples of different lengths laid side by side as one rectangle.
 *
 * <p>Padding is known by place, through {@code lengths}, never by the padding token: that token is
 * often the end-of-text token, which a model has to learn.
 *
 * @param rows number of examples
 * @param length columns of the rectangle
 * @param ids token ids, row-major {@code [rows * length]}
 * @param labels unshifted labels, row-major {@code [rows * length]}; {@link Example#IGNORE} on
 *     padding
 * @param lengths tokens of each row without padding, {@code [rows]}
 * @param side where the padding stands
 */
public record Batch(int rows, int length, int[] ids, int[] labels, int[] lengths, PadSide side) {

  /**
   * Lays out examples, padded to the longest of them and on to a multiple.
   *
   * @param padId id written on padding
   * @param padMultiple the number of columns is rounded up to a multiple of this; 1 for none
   */
  public static Batch of(List<Example> examples, PadSide side, int padId, int padMultiple) {
    int rows = examples.size();
    int longest = examples.stream().mapToInt(Example::length).max().orElse(0);
    int length = (longest + padMultiple - 1) / padMultiple * padMultiple;
    int[] ids = new int[rows * length];
    int[] labels = new int[rows * length];
    int[] lengths = new int[rows];
    Arrays.fill(ids, padId);
    Arrays.fill(labels, Example.IGNORE);
    for (int row = 0; row < rows; row++) {
      Example example = examples.get(row);
      lengths[row] = example.length();
      int start = row * length + (side == PadSide.LEFT ? length - lengths[row] : 0);
      System.arraycopy(example.ids(), 0, ids, start, lengths[row]);
      System.arraycopy(example.labels(), 0, labels, start, lengths[row]);
    }
    return new Batch(rows, length, ids, labels, lengths, side);
  }

  /** Number of tokens without padding. */
  public int tokens() {
    return Arrays.stream(lengths).sum();
  }

  /**
   * Number of terms in the shifted cross-entropy: labels in columns 1 and up that are not ignored.
   * Column 0 has no place before it that could predict it; the first token of a left-padded row has
   * one, and counts, as it does in transformers.
   */
  public int trainedTokens() {
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      count += i % length != 0 && labels[i] != Example.IGNORE ? 1 : 0;
    }
    return count;
  }

  /** 1 on tokens and 0 on padding, row-major {@code [rows * length]}. */
  public int[] attentionMask() {
    int[] mask = new int[rows * length];
    for (int row = 0; row < rows; row++) {
      int first = row * length + start(row);
      Arrays.fill(mask, first, first + lengths[row], 1);
    }
    return mask;
  }

  /** First column of the row that holds a token. */
  public int start(int row) {
    return side == PadSide.LEFT ? length - lengths[row] : 0;
  }
}
