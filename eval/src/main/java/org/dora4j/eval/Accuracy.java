package org.dora4j.eval;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How well a model answered a test set.
 *
 * @param task the task
 * @param decoding how answers were found
 * @param predictions one for each question, in the file's order
 * @param seconds the evaluation took
 */
public record Accuracy(
    AnswerTask task, Decoding decoding, List<Prediction> predictions, double seconds) {

  public Accuracy {
    predictions = List.copyOf(predictions);
  }

  /** Number of questions. */
  public int total() {
    return predictions.size();
  }

  /** Number of right answers. */
  public int correct() {
    return (int) predictions.stream().filter(Prediction::correct).count();
  }

  /** Share of right answers, 0 to 1. */
  public double value() {
    return (double) correct() / total();
  }

  /** Number of questions to which the model gave one of the allowed answers at all. */
  public int answered() {
    return (int) predictions.stream().filter(p -> p.answer().isPresent()).count();
  }

  /** Accuracy of always giving the answer that is right most often, 0 to 1. */
  public double bestConstant() {
    Map<String, Long> counts =
        predictions.stream()
            .map(prediction -> prediction.item().answer())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.values().stream().mapToLong(n -> n).max().orElse(0) / (double) total();
  }
}
