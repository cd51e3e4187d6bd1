package org.dora4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Transformer;

/**
 * Puts test sets to a model, as the DoRA paper's commonsense experiments do (section 4.1): with
 * {@link Decoding.Searched} and four beams exactly so, by default with the likeliest token each
 * time.
 */
public final class AnswerEvaluation {
  private final Transformer model;
  private final Tokenizer tokenizer;

  /**
   * Evaluates a model as it stands: with the adapters that are attached and enabled.
   *
   * @param model stays the caller's
   * @param tokenizer the model's
   */
  public AnswerEvaluation(Transformer model, Tokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /** As {@link #run(AnswerTask, List, EvaluationOptions, IntConsumer)}, without progress. */
  public Accuracy run(AnswerTask task, List<AnswerItem> items, EvaluationOptions options) {
    return run(task, items, options, done -> {});
  }

  /**
   * Lets the model answer the questions. Questions of similar length are read together, so that the
   * batch size hardly changes the time a question takes; it never changes an answer, except where
   * two tokens are equally likely up to rounding.
   *
   * @param progress told after each batch how many questions are done
   * @throws IllegalArgumentException if there are no questions
   * @throws org.dora4j.data.DataException if the template does not exist
   */
  public Accuracy run(
      AnswerTask task, List<AnswerItem> items, EvaluationOptions options, IntConsumer progress) {
    List<AnswerItem> asked =
        options.limit() == 0 ? items : items.subList(0, Math.min(options.limit(), items.size()));
    if (asked.isEmpty()) {
      throw new IllegalArgumentException("There are no questions of " + task.name() + " to ask.");
    }
    long start = System.nanoTime();
    Prediction[] predictions = new Prediction[asked.size()];
    List<Integer> all = IntStream.range(0, asked.size()).boxed().toList();
    AtomicInteger done = new AtomicInteger();
    ask(
        task,
        asked,
        all,
        options,
        (places, answers) -> {
          for (int i = 0; i < places.size(); i++) {
            predictions[places.get(i)] = answers.get(i);
          }
          progress.accept(done.addAndGet(places.size()));
          return true;
        });
    return new Accuracy(
        task, options.decoding(), Arrays.asList(predictions), (System.nanoTime() - start) / 1e9);
  }

  /** Hears of every batch. */
  interface BatchListener {
    /**
     * Takes the answers of a batch.
     *
     * @param places of its questions in the test set
     * @return whether to go on
     */
    boolean answered(List<Integer> places, List<Prediction> predictions);
  }

  /**
   * Lets the model answer some of the questions, the longest first, so that what does not fit into
   * memory shows at once.
   *
   * @param places of the questions to ask
   */
  void ask(
      AnswerTask task,
      List<AnswerItem> items,
      List<Integer> places,
      EvaluationOptions options,
      BatchListener listener) {
    if (options.decoding() instanceof Decoding.Constrained && task.answers().isEmpty()) {
      throw new IllegalArgumentException(
          "The task %s asks for numbers, and there are no words to choose among."
              .formatted(task.name()));
    }
    Answerer answerer = answerer(options);
    List<AnswerItem> asked = places.stream().map(items::get).toList();
    List<int[]> prompts = answerer.prompts(asked);
    for (List<Integer> batch : new BatchPlan(model, options).of(prompts)) {
      List<Prediction> answers =
          answerer.answer(
              task,
              batch.stream().map(asked::get).toList(),
              batch.stream().map(prompts::get).toList());
      if (!listener.answered(batch.stream().map(places::get).toList(), answers)) {
        return;
      }
    }
  }

  Transformer model() {
    return model;
  }

  private Answerer answerer(EvaluationOptions options) {
    if (options.decoding() instanceof Decoding.Written written) {
      return WrittenAnswers.chosen(written.sampling(), model, tokenizer, options);
    }
    if (options.decoding() instanceof Decoding.Searched searched) {
      return WrittenAnswers.searched(searched.beams(), model, tokenizer, options);
    }
    return new ConstrainedAnswers(model, tokenizer, options);
  }
}
