package org.dora4j.eval;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dora4j.data.DataOptions;
import org.dora4j.data.Dataset;
import org.dora4j.data.Example;
import org.dora4j.data.JsonRecord;
import org.dora4j.data.PromptTemplate;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Loss;
import org.dora4j.model.Tokens;
import org.dora4j.model.Transformer;

/**
 * Scores test sets by likelihood instead of by answers: little noise, no chance level. The answer
 * begins where the training prompt with an empty output ends.
 */
public final class NllEvaluation {
  private static final int TOKENS_AT_ONCE = 4096;
  private static final int TOKENS_AT_ONCE_ON_GPU = 32768;

  private final Transformer model;
  private final Tokenizer tokenizer;
  private final DataOptions options;

  /**
   * @param template of the training form, such as {@code commonsense}
   * @param cutoff most tokens of an example
   * @throws org.dora4j.data.DataException if there is no such template, or the cutoff is below 2
   */
  public NllEvaluation(Transformer model, Tokenizer tokenizer, String template, int cutoff) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.options =
        DataOptions.DEFAULT.withTemplate(template).withTrainOnInputs(true).withCutoff(cutoff);
  }

  /** An example, and the number of its tokens that are the prompt's. */
  private record Row(int[] ids, int prompt) {}

  /**
   * Scores one test set.
   *
   * @param limit only this many records from the start; 0 for all
   * @param progress told after each batch how many records are done
   */
  public NllScore run(TestSet whole, int limit, IntConsumer progress) {
    long start = System.nanoTime();
    List<Row> rows = rows(whole, limit);
    Sums sums = new Sums();
    int most = model.device().cuda() ? TOKENS_AT_ONCE_ON_GPU : TOKENS_AT_ONCE;
    int from = 0;
    while (from < rows.size()) {
      int width = rows.get(from).ids().length;
      int to = Math.min(rows.size(), from + Math.max(1, most / width));
      sums.add(rows.subList(from, to));
      from = to;
      progress.accept(from);
    }
    return new NllScore(
        whole.task().name(),
        rows.size(),
        sums.tokens,
        sums.all / sums.tokens,
        sums.answerTokens,
        sums.answers / sums.answerTokens,
        (System.nanoTime() - start) / 1e9);
  }

  /** Longest first. */
  private List<Row> rows(TestSet whole, int limit) {
    List<Example> examples = Dataset.load(whole.file(), options, tokenizer);
    int count = limit == 0 ? examples.size() : Math.min(limit, examples.size());
    PromptTemplate template = PromptTemplate.named(String.valueOf(options.template()));
    List<JsonRecord> records = whole.records().subList(0, count);
    List<int[]> prompts =
        tokenizer.encodeAll(
            records.stream()
                .map(r -> template.training(r.text("instruction"), r.textOrEmpty("input"), ""))
                .toList());
    List<Row> rows = new ArrayList<>();
    IntStream.range(0, count)
        .forEach(i -> rows.add(new Row(examples.get(i).ids(), prompts.get(i).length)));
    rows.sort(Comparator.comparingInt(row -> -row.ids().length));
    return rows;
  }

  /** Adds up losses of rows. */
  private final class Sums {
    private double all;
    private double answers;
    private long tokens;
    private long answerTokens;

    void add(List<Row> rows) {
      int[][] ids = rows.stream().map(Row::ids).toArray(int[][]::new);
      float[] losses = Loss.perToken(model, Tokens.of(ids, ids));
      int at = 0;
      for (Row row : rows) {
        // The first token is not predicted.
        for (int place = 1; place < row.ids().length; place++) {
          double loss = losses[at++];
          all += loss;
          tokens++;
          if (place >= row.prompt()) {
            answers += loss;
            answerTokens++;
          }
        }
      }
    }
  }
}
