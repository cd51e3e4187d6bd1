package org.dora4j.eval;

/**
 * How a test set is put to a model.
 *
 * @param template name of the prompt template, whose evaluation form is used; {@code chat} for the
 *     tokenizer's own
 * @param decoding how answers are found
 * @param newTokens most tokens the model may write for an answer
 * @param batch questions read at once; more is faster and takes more memory; {@link #AUTO} for as
 *     many as fit
 * @param limit only this many questions from the start of the file; 0 for all
 */
public record EvaluationOptions(
    String template, Decoding decoding, int newTokens, int batch, int limit) {

  /** As many questions at once as the device's memory holds: few long ones, many short ones. */
  public static final int AUTO = 0;

  /** The commonsense template, greedy, 32 new tokens, 16 at once, all questions. */
  public static final EvaluationOptions DEFAULT =
      new EvaluationOptions("commonsense", Decoding.GREEDY, 32, 16, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is too small
   */
  public EvaluationOptions {
    require(newTokens >= 1, "At least 1 new token is needed, not %d.", newTokens);
    require(batch >= 0, "The batch must be at least 1, or 0 for automatic, but is %d.", batch);
    require(limit >= 0, "The limit must be 0 (all questions) or more but is %d.", limit);
  }

  private static void require(boolean holds, String problem, int value) {
    if (!holds) {
      throw new IllegalArgumentException(problem.formatted(value));
    }
  }

  /** The same with another template. */
  public EvaluationOptions withTemplate(String name) {
    return new EvaluationOptions(name, decoding, newTokens, batch, limit);
  }

  /** The same with another decoding. */
  public EvaluationOptions withDecoding(Decoding other) {
    return new EvaluationOptions(template, other, newTokens, batch, limit);
  }

  /** The same with another number of new tokens. */
  public EvaluationOptions withNewTokens(int most) {
    return new EvaluationOptions(template, decoding, most, batch, limit);
  }

  /** The same with another batch. */
  public EvaluationOptions withBatch(int questions) {
    return new EvaluationOptions(template, decoding, newTokens, questions, limit);
  }

  /** The same with another limit. */
  public EvaluationOptions withLimit(int questions) {
    return new EvaluationOptions(template, decoding, newTokens, batch, questions);
  }
}
