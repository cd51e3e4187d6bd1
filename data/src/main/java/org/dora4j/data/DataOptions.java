package org.dora4j.data;

import org.jspecify.annotations.Nullable;

/**
 * How a file of records becomes examples.
 *
 * @param template name of a {@link PromptTemplate}, or {@code chat}; null chooses by the records'
 *     fields, see {@link Dataset}
 * @param trainOnInputs learn the prompt too, not only the answer
 * @param cutoff most tokens an example may have; what is beyond is cut off
 * @param appendEos end each example with the end token where the cutoff leaves room
 */
public record DataOptions(
    @Nullable String template, boolean trainOnInputs, int cutoff, boolean appendEos) {
  /** Template by the fields, answers only, 256 tokens, end token appended. */
  public static final DataOptions DEFAULT = new DataOptions(null, false, 256, true);

  /**
   * Checks the options.
   *
   * @throws DataException if the cutoff is below 2 or the template is not known
   */
  public DataOptions {
    if (cutoff < 2) {
      throw new DataException(
          "The cutoff must leave at least 2 tokens, one to read and one to learn, but was %d."
              .formatted(cutoff));
    }
    if (template != null) {
      PromptTemplates.requireKnown(template);
    }
  }

  /** The same with another template. */
  public DataOptions withTemplate(@Nullable String name) {
    return new DataOptions(name, trainOnInputs, cutoff, appendEos);
  }

  /** The same, learning the prompt or not. */
  public DataOptions withTrainOnInputs(boolean train) {
    return new DataOptions(template, train, cutoff, appendEos);
  }

  /** The same with another cutoff. */
  public DataOptions withCutoff(int tokens) {
    return new DataOptions(template, trainOnInputs, tokens, appendEos);
  }

  /** The same, appending the end token or not. */
  public DataOptions withAppendEos(boolean append) {
    return new DataOptions(template, trainOnInputs, cutoff, append);
  }
}
