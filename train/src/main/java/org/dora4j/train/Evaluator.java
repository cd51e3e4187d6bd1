package org.dora4j.train;

import java.util.List;
import org.dora4j.data.Example;
import org.dora4j.model.Loss;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;

/** The loss of examples that are not trained on. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * The loss of all trained tokens together.
   *
   * @param loss mean over the tokens
   * @param trainedTokens their number
   */
  public record Result(double loss, long trainedTokens) {}

  /**
   * Runs the model over examples without dropout and without changing anything.
   *
   * @param batchSize examples at once
   */
  public static Result evaluate(Transformer model, List<Example> examples, int batchSize) {
    double sum = 0;
    long trained = 0;
    for (int start = 0; start < examples.size(); start += batchSize) {
      int end = Math.min(examples.size(), start + batchSize);
      Tokens tokens = MicroBatch.of(examples.subList(start, end));
      sum += Loss.evaluate(model, tokens);
      trained += tokens.trained();
    }
    return new Result(sum / Math.max(1, trained), trained);
  }
}
