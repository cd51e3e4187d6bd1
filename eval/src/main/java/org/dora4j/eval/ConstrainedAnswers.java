package org.dora4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Loss;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;

/**
 * Scores {@code the correct answer is X} for each answer X that an item offers by its
 * log-likelihood after the prompt, log p = Σ log p(token | before), and takes the likeliest.
 */
final class ConstrainedAnswers implements Answerer {
  private static final String SENTENCE = "the correct answer is ";
  private final Transformer model;
  private final Tokenizer tokenizer;
  private final Prompts prompts;

  ConstrainedAnswers(Transformer model, Tokenizer tokenizer, EvaluationOptions options) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.prompts = new Prompts(tokenizer, options.template());
  }

  @Override
  public List<Prediction> answer(AnswerTask task, List<AnswerItem> items) {
    return items.stream()
        .map(item -> new Prediction(item, "", Optional.of(likeliest(item, task.offered(item)))))
        .toList();
  }

  private String likeliest(AnswerItem item, List<String> answers) {
    int[] prompt = prompts.encode(item);
    List<int[]> ids = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (String answer : answers) {
      int[] candidate = tokenizer.encodePlain(SENTENCE + answer);
      int[] row = Arrays.copyOf(prompt, prompt.length + candidate.length);
      System.arraycopy(candidate, 0, row, prompt.length, candidate.length);
      int[] label = row.clone();
      Arrays.fill(label, 0, prompt.length, Tokens.IGNORE);
      ids.add(row);
      labels.add(label);
    }
    float[] losses =
        Loss.perToken(model, Tokens.of(ids.toArray(int[][]::new), labels.toArray(int[][]::new)));
    return answers.get(least(losses, ids, prompt.length));
  }

  /** Index of the row whose losses sum to the least; {@code losses} holds the rows' in turn. */
  private static int least(float[] losses, List<int[]> rows, int promptLength) {
    int best = 0;
    double bestLoss = Double.POSITIVE_INFINITY;
    int at = 0;
    for (int i = 0; i < rows.size(); i++) {
      double sum = 0;
      for (int end = at + rows.get(i).length - promptLength; at < end; at++) {
        sum += losses[at];
      }
      if (sum < bestLoss) {
        bestLoss = sum;
        best = i;
      }
    }
    return best;
  }
}
