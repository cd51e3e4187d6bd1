package org.dora4j.data;

import java.util.Arrays;
import java.util.OptionalInt;

/** What all kinds of example have in common. */
final class Examples {
  private Examples() {}

  /** Cuts ids at the cutoff, or appends the end token if it is asked for, missing and has room. */
  static int[] finish(int[] ids, DataOptions options, Tokenizer tokenizer) {
    if (ids.length >= options.cutoff()) {
      return Arrays.copyOf(ids, options.cutoff());
    }
    OptionalInt eos = tokenizer.eos();
    boolean ended = ids.length > 0 && eos.isPresent() && ids[ids.length - 1] == eos.getAsInt();
    if (!options.appendEos() || eos.isEmpty() || ended) {
      return ids;
    }
    int[] withEos = Arrays.copyOf(ids, ids.length + 1);
    withEos[ids.length] = eos.getAsInt();
    return withEos;
  }

  /**
   * An example from ids and labels made elsewhere, cut at the cutoff.
   *
   * @throws DataException if they do not fit each other or the vocabulary
   */
  static Example of(Row.Tokens row, DataOptions options, Tokenizer tokenizer) {
    for (int id : row.ids()) {
      if (id < 0 || id >= tokenizer.vocabularySize()) {
        throw new DataException(
            "%s has the token id %d, but the vocabulary ends at %d."
                .formatted(row.where(), id, tokenizer.vocabularySize() - 1));
      }
    }
    try {
      Example whole = new Example(row.ids(), row.labels());
      int length = Math.min(whole.length(), options.cutoff());
      return new Example(Arrays.copyOf(whole.ids(), length), Arrays.copyOf(whole.labels(), length));
    } catch (IllegalArgumentException e) {
      throw new DataException(row.where() + ": " + e.getMessage(), e);
    }
  }
}
