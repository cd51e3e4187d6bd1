package org.dora4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Likelihoods;
import org.dora4j.model.Transformer;

/**
 * Scores {@code the correct answer is X} for each answer X that an item offers by its
 * log-likelihood after the prompt, log p = Σ log p(token | before), and takes the likeliest.
 *
 * <p>The tokens that all of an item's sentences begin with add the same to each, so they are read
 * with the prompt and only the rest is scored: often one token per answer, which costs nothing
 * beyond the prompt.
 */
final class ConstrainedAnswers implements Answerer {
  private static final String SENTENCE = "the correct answer is ";
  private final Likelihoods likelihoods;
  private final Tokenizer tokenizer;
  private final Prompts prompts;

  ConstrainedAnswers(Transformer model, Tokenizer tokenizer, EvaluationOptions options) {
    this.likelihoods = new Likelihoods(model);
    this.tokenizer = tokenizer;
    this.prompts = new Prompts(tokenizer, options.template());
  }

  @Override
  public List<int[]> prompts(List<AnswerItem> items) {
    return prompts.encode(items);
  }

  @Override
  public List<Prediction> answer(AnswerTask task, List<AnswerItem> items, List<int[]> read) {
    List<int[]> begun = new ArrayList<>();
    List<List<int[]>> rests = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      AnswerItem item = items.get(i);
      List<int[]> sentences =
          task.offered(item).stream()
              .map(answer -> tokenizer.encodePlain(SENTENCE + answer))
              .toList();
      int common = commonLength(sentences);
      begun.add(joined(read.get(i), sentences.get(0), common));
      rests.add(
          sentences.stream().map(ids -> Arrays.copyOfRange(ids, common, ids.length)).toList());
    }
    double[][] scores = likelihoods.of(begun, rests);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      String answer = task.offered(items.get(i)).get(largest(scores[i]));
      predictions.add(new Prediction(items.get(i), "", Optional.of(answer)));
    }
    return predictions;
  }

  private static int[] joined(int[] prompt, int[] sentence, int length) {
    int[] joined = Arrays.copyOf(prompt, prompt.length + length);
    System.arraycopy(sentence, 0, joined, prompt.length, length);
    return joined;
  }

  /** Number of tokens that all sentences begin with. */
  private static int commonLength(List<int[]> sentences) {
    int[] first = sentences.get(0);
    int common = first.length;
    for (int[] other : sentences) {
      int difference = Arrays.mismatch(first, other);
      common = difference < 0 ? common : Math.min(common, difference);
    }
    return common;
  }

  private static int largest(double[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = values[i] > values[largest] ? i : largest;
    }
    return largest;
  }
}
