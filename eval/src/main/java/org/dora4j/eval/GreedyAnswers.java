package org.dora4j.eval;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dora4j.data.Tokenizer;
import org.dora4j.model.Generator;
import org.dora4j.model.Sampling;
import org.dora4j.model.Transformer;

/** The model writes its answer, and the first allowed word in it counts. */
final class GreedyAnswers implements Answerer {
  private final Generator generator;
  private final Tokenizer tokenizer;
  private final Prompts prompts;
  private final int newTokens;

  GreedyAnswers(Transformer model, Tokenizer tokenizer, EvaluationOptions options) {
    this.generator = new Generator(model, ends(model, tokenizer));
    this.tokenizer = tokenizer;
    this.prompts = new Prompts(tokenizer, options.template());
    this.newTokens = options.newTokens();
  }

  private static Set<Integer> ends(Transformer model, Tokenizer tokenizer) {
    return Stream.concat(
            model.config().eosIds().stream(), Arrays.stream(tokenizer.stopIds()).boxed())
        .collect(Collectors.toSet());
  }

  @Override
  public List<Prediction> answer(AnswerTask task, List<AnswerItem> items) {
    int[][] written =
        generator.generate(
            items.stream().map(prompts::encode).toList(), newTokens, Sampling.GREEDY);
    return IntStream.range(0, items.size())
        .mapToObj(
            i -> {
              String text = tokenizer.decode(written[i], true).strip();
              return new Prediction(items.get(i), text, task.extract(text));
            })
        .toList();
  }
}
