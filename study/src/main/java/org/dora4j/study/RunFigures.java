package org.dora4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dora4j.report.Evaluation;
import org.dora4j.report.RunLog;
import org.dora4j.report.Step;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a training run's log says of it.
 *
 * @param loss mean over the last tenth of the steps
 * @param validationLoss of the last evaluation; NaN where there was none
 * @param trainable number of trained values
 * @param all number of all values of the model, adapter included
 * @param peakBytes largest memory; on a CPU of the whole process; −1 where nobody says
 * @param tokensPerSecond over all steps
 * @param seconds that all steps took
 */
public record RunFigures(
    double loss,
    double validationLoss,
    long trainable,
    long all,
    long peakBytes,
    double tokensPerSecond,
    double seconds) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TENTH = 10;

  /** Of a run that has not logged a step. */
  static final RunFigures NONE =
      new RunFigures(Double.NaN, Double.NaN, -1, -1, -1, Double.NaN, Double.NaN);

  /**
   * Reads {@code metrics.jsonl}.
   *
   * @throws org.dora4j.report.RunLogException if it cannot be read
   */
  static RunFigures read(Path run) {
    Path file = run.resolve(RunLog.FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    RunLog log = RunLog.read(run);
    List<Step> steps = log.steps();
    if (steps.isEmpty()) {
      return NONE;
    }
    JsonNode start = start(file);
    List<Step> last =
        steps.subList(steps.size() - (steps.size() + TENTH - 1) / TENTH, steps.size());
    List<Evaluation> evaluations = log.evaluations();
    double seconds = steps.stream().mapToDouble(Step::seconds).sum();
    return new RunFigures(
        last.stream().mapToDouble(Step::loss).average().orElse(Double.NaN),
        evaluations.isEmpty() ? Double.NaN : evaluations.get(evaluations.size() - 1).loss(),
        start.path("trainable").asLong(-1),
        start.path("all").asLong(-1),
        steps.stream().mapToLong(Step::memoryBytes).max().orElse(-1),
        steps.stream().mapToLong(Step::tokens).sum() / seconds,
        seconds);
  }

  /** The event that a run begins with. */
  private static JsonNode start(Path file) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.contains("\"start\"")) {
          return JSON.readTree(line);
        }
      }
      return JSON.createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file + " (" + e + ").", e);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  /** Trained values in per cent of all. */
  public double trainablePercent() {
    return all > 0 ? 100.0 * trainable / all : Double.NaN;
  }
}
