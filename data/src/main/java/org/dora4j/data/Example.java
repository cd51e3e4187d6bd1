package org.dora4j.data;

/**
 * One training example as token ids.
 *
 * @param ids token ids, in reading order
 * @param labels what is learned at each place: the id itself, or {@link #IGNORE} where nothing is
 *     learned; as long as {@code ids}. Labels are not shifted: {@code labels[i]} is the token at
 *     place i, which the model predicts from the places before it.
 */
public record Example(int[] ids, int[] labels) {
  /** The label of a token that is read but not learned, the value PyTorch's loss ignores. */
  public static final int IGNORE = -100;

  /**
   * Checks that the two arrays fit each other.
   *
   * @throws IllegalArgumentException if the lengths differ or a label is neither its id nor {@link
   *     #IGNORE}
   */
  public Example {
    if (ids.length != labels.length) {
      throw new IllegalArgumentException(
          "An example needs one label per id, but it has %d ids and %d labels."
              .formatted(ids.length, labels.length));
    }
    for (int i = 0; i < ids.length; i++) {
      if (labels[i] != IGNORE && labels[i] != ids[i]) {
        throw new IllegalArgumentException(
            "Label %d of an example is %d; it must be its id %d, or %d to leave it unlearned."
                .formatted(i, labels[i], ids[i], IGNORE));
      }
    }
  }

  /** Number of tokens. */
  public int length() {
    return ids.length;
  }

  /** Number of labels that are not ignored. */
  public int trainedTokens() {
    int count = 0;
    for (int label : labels) {
      count += label == IGNORE ? 0 : 1;
    }
    return count;
  }

  /** Whether there is a label to learn at a place that others come before. */
  public boolean learnsSomething() {
    return length() > 0 && trainedTokens() > (labels[0] == IGNORE ? 0 : 1);
  }
}
