package org.dora4j.cli.study;

import java.util.Map;
import java.util.Optional;
import org.dora4j.cli.terminal.UsageException;
import org.dora4j.eval.Decoding;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.model.Beams;
import org.dora4j.model.Sampling;
import org.dora4j.model.TextLength;
import picocli.CommandLine.Option;

/** How the test sets are put to what a study has trained. */
final class AnswerOptions {
  @Option(
      names = "--decode",
      paramLabel = "HOW",
      defaultValue = "free",
      description =
          "free: the model writes; constrained: it only chooses among the allowed answers, which is faster and another measure (default: ${DEFAULT-VALUE}).")
  private String decode = "";

  @Option(
      names = "--beams",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Texts searched side by side; the paper takes 4, 1 takes the likeliest token each time (default: ${DEFAULT-VALUE}).")
  private int beams;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Only the first N questions of a task; 0 for all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--test-batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Questions read at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--max-tokens",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most tokens of an answer (default: ${DEFAULT-VALUE}).")
  private int newTokens;

  /**
   * What was asked for.
   *
   * @param training the training settings: their prompt template holds here too
   * @throws UsageException if a value makes no sense
   */
  EvaluationOptions options(Map<String, ?> training) {
    try {
      Object template = training.get("template");
      return new EvaluationOptions(
          template == null ? EvaluationOptions.DEFAULT.template() : template.toString(),
          decoding(),
          newTokens,
          batch,
          limit);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private Decoding decoding() {
    Optional<Beams> search =
        beams == 1
            ? Optional.empty()
            : Optional.of(new Beams(beams, 1, TextLength.WRITTEN, new Sampling(0, 0, 1, 0)));
    return switch (decode) {
      case "free" -> search.isPresent() ? new Decoding.Searched(search.get()) : Decoding.GREEDY;
      case "constrained" -> {
        if (search.isPresent()) {
          throw new UsageException(
              "--beams searches what the model writes, but with --decode constrained it writes nothing");
        }
        yield new Decoding.Constrained();
      }
      default ->
          throw new UsageException(
              "--decode must be free or constrained but is \"" + decode + "\"");
    };
  }
}
