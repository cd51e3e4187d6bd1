package org.dora4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.BeamSearch;
import org.dora4j.model.Beams;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.model.Transformer;

/** The model writes its answer, and the first allowed word in it counts. */
final class WrittenAnswers implements Answerer {
  private static final String HEADING = "### Response:";

  /** Continues prompts. */
  private interface Writer {
    int[][] write(List<int[]> prompts, int newTokens);
  }

  private final Writer writer;
  private final Tokenizer tokenizer;
  private final Prompts prompts;
  private final int newTokens;

  private WrittenAnswers(Writer writer, Tokenizer tokenizer, EvaluationOptions options) {
    this.writer = writer;
    this.tokenizer = tokenizer;
    this.prompts = new Prompts(tokenizer, options.template());
    this.newTokens = options.newTokens();
  }

  static WrittenAnswers chosen(
      Sampling sampling, Transformer model, Tokenizer tokenizer, EvaluationOptions options) {
    Generator generator = new Generator(model, ends(model, tokenizer));
    return new WrittenAnswers(
        (prompts, limit) -> generator.generate(prompts, limit, sampling), tokenizer, options);
  }

  static WrittenAnswers searched(
      Beams beams, Transformer model, Tokenizer tokenizer, EvaluationOptions options) {
    BeamSearch search = new BeamSearch(model, ends(model, tokenizer), beams);
    return new WrittenAnswers(search::generate, tokenizer, options);
  }

  private static Set<Integer> ends(Transformer model, Tokenizer tokenizer) {
    return Stream.concat(
            model.config().eosIds().stream(), Arrays.stream(tokenizer.stopIds()).boxed())
        .collect(Collectors.toSet());
  }

  @Override
  public List<int[]> prompts(List<AnswerItem> items) {
    return prompts.encode(items);
  }

  @Override
  public List<Prediction> answer(AnswerTask task, List<AnswerItem> items, List<int[]> read) {
    int[][] written = writer.write(read, newTokens);
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              String text = response(tokenizer.decode(written[i], true));
              return new Prediction(items.get(i), text, task.extract(text));
            })
        .toList();
  }

  /** What follows the last heading of a response: a model may write a whole exchange anew. */
  static String response(String text) {
    int heading = text.lastIndexOf(HEADING);
    return (heading < 0 ? text : text.substring(heading + HEADING.length())).strip();
  }
}
