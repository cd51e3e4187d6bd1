package org.dora4j.model;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.dora4j.torch.Sequences;

/**
 * The tokens of a micro-batch one behind another without padding, and what each is to predict.
 *
 * @param ids N token ids
 * @param targets the token that follows each token, or {@link #IGNORE} where none is trained
 * @param sequences where the sequences lie
 */
public record Tokens(int[] ids, int[] targets, Sequences sequences) {

  /** Target of a token that takes no part in the loss. */
  public static final int IGNORE = -100;

  /** Tokens without targets, for inference. */
  public static Tokens of(int[]... rows) {
    return of(rows, Arrays.stream(rows).map(Tokens::ignored).toArray(int[][]::new));
  }

  /**
   * Rows of ids with labels as data sets give them: {@code labels[t]} is the token at t itself, or
   * {@link #IGNORE}; the target of t is the label of t + 1.
   */
  public static Tokens of(int[][] rows, int[][] labels) {
    Sequences sequences = Sequences.of(Arrays.stream(rows).mapToInt(row -> row.length).toArray());
    int[] ids = Arrays.stream(rows).flatMapToInt(Arrays::stream).toArray();
    int[] targets = Arrays.stream(labels).flatMapToInt(Tokens::shifted).toArray();
    if (targets.length != ids.length) {
      throw new IllegalArgumentException("every row needs as many labels as ids");
    }
    return new Tokens(ids, targets, sequences);
  }

  private static IntStream shifted(int[] labels) {
    return IntStream.range(0, labels.length)
        .map(t -> t + 1 < labels.length ? labels[t + 1] : IGNORE);
  }

  private static int[] ignored(int[] row) {
    int[] labels = new int[row.length];
    Arrays.fill(labels, IGNORE);
    return labels;
  }

  /** The sequences from one index up to another, exclusive. */
  public Tokens part(int from, int to) {
    int start = sequences.start(from);
    int end = sequences.start(to - 1) + sequences.length(to - 1);
    return new Tokens(
        Arrays.copyOfRange(ids, start, end),
        Arrays.copyOfRange(targets, start, end),
        sequences.part(from, to));
  }

  /** Number of tokens that the loss counts. */
  public int trained() {
    return (int) Arrays.stream(targets).filter(target -> target != IGNORE).count();
  }

  /** Indices of the tokens that the loss counts. */
  public int[] trainedIndices() {
    return IntStream.range(0, targets.length).filter(i -> targets[i] != IGNORE).toArray();
  }
}
