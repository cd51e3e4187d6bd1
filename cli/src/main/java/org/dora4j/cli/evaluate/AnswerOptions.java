package org.dora4j.cli.evaluate;

import java.util.List;
import java.util.Optional;
import org.dora4j.cli.options.BeamOptions;
import org.dora4j.cli.options.DrawOptions;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.data.DataException;
import org.dora4j.data.PromptTemplate;
import org.dora4j.eval.AnswerTask;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How questions are put and answers found. */
final class AnswerOptions {
  private static final String AUTO = "auto";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N questions of a task; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = AUTO,
      description =
          "Questions read at once, or auto for as many as fit into memory; answers do not depend on it, but for drawn ones (default: ${DEFAULT-VALUE}).")
  private String batch = AUTO;

  @Option(
      names = {"-n", "--max-tokens"},
      paramLabel = "N",
      description =
          "Most tokens of an answer (default: as published, 256 for mathematics and 32 otherwise).")
  private @Nullable Integer newTokens;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = "commonsense",
      description =
          "Prompt template: commonsense, alpaca, plain, prompt-completion or chat (default: ${DEFAULT-VALUE}).")
  private String template = "";

  @Option(
      names = "--decode",
      paramLabel = "HOW",
      defaultValue = "free",
      description =
          "free: the model writes; constrained: it only chooses among the allowed answers, which is faster and another measure (default: ${DEFAULT-VALUE}).")
  private String decode = "";

  @Option(
      names = "--score",
      paramLabel = "WHAT",
      defaultValue = "accuracy",
      description =
          "accuracy, or nll: instead of asking for answers, the negative log-likelihood per token of the test sets in the training form, over all tokens and over the answer's (default: ${DEFAULT-VALUE}).")
  private String score = "";

  @Option(
      names = "--cutoff",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most tokens of an example for --score nll (default: ${DEFAULT-VALUE}).")
  private int cutoff;

  /**
   * Whether likelihoods are asked for instead of answers.
   *
   * @throws UsageException if neither is
   */
  boolean likelihood() {
    return switch (score) {
      case "accuracy" -> false;
      case "nll" -> true;
      default ->
          throw new UsageException("--score must be accuracy or nll but is \"" + score + "\"");
    };
  }

  int cutoff() {
    return cutoff;
  }

  /**
   * What was asked for.
   *
   * @param tasks that are to be evaluated
   * @throws UsageException if a value makes no sense
   */
  EvaluationOptions options(List<AnswerTask> tasks, DrawOptions draws, BeamOptions search) {
    Decoding decoding = decoding(draws, search);
    for (AnswerTask task : tasks) {
      if (decoding instanceof Decoding.Constrained && task.answers().isEmpty()) {
        throw new UsageException(
            "--decode constrained chooses among words, but the task %s asks for numbers"
                .formatted(task.name()));
      }
    }
    try {
      PromptTemplate.requireKnown(template);
      return new EvaluationOptions(template, decoding, newTokens(tasks), batch(), limit);
    } catch (DataException | IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private int newTokens(List<AnswerTask> tasks) {
    if (newTokens != null) {
      return newTokens;
    }
    List<Integer> published = tasks.stream().map(AnswerTask::publishedTokens).distinct().toList();
    if (published.size() != 1) {
      throw new UsageException(
          "these tasks were published with different numbers of tokens; evaluate mathematics by itself, or say --max-tokens");
    }
    return published.get(0);
  }

  String template() {
    return template;
  }

  int limit() {
    return limit;
  }

  private int batch() {
    if (batch.equals(AUTO)) {
      return EvaluationOptions.AUTO;
    }
    if (!batch.matches("[1-9]\\d{0,8}")) {
      throw new UsageException("--batch must be auto or at least 1 but is " + batch);
    }
    return Integer.parseInt(batch);
  }

  private Decoding decoding(DrawOptions draws, BeamOptions search) {
    Sampling sampling = draws.sampling();
    Optional<Beams> beams = search.beams(sampling);
    if (decode.equals("constrained") && beams.isPresent()) {
      throw new UsageException(
          "--beams searches what the model writes, but with --decode constrained it writes nothing");
    }
    return switch (decode) {
      case "free" ->
          beams.isPresent() ? new Decoding.Searched(beams.get()) : new Decoding.Written(sampling);
      case "constrained" -> new Decoding.Constrained();
      default ->
          throw new UsageException(
              "--decode must be free or constrained but is \"" + decode + "\"");
    };
  }
}
