package org.dora4j.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The measurements of a run, in the order of their steps.
 *
 * @param steps training steps
 * @param evaluations validation losses
 * @param torn whether the last line was cut off, as after a crash or while the run goes on; that
 *     line is left out
 */
public record RunLog(List<Step> steps, List<Evaluation> evaluations, boolean torn) {
  /** The log's name in a run folder. */
  public static final String FILE = "metrics.jsonl";

  /** Copies the lists. */
  public RunLog {
    steps = List.copyOf(steps);
    evaluations = List.copyOf(evaluations);
  }

  /**
   * Reads {@code metrics.jsonl}. Lines of unknown events are passed over. Where a resumed run
   * repeats steps, the later line counts.
   *
   * @throws RunLogException when the file is missing, or a line before the last is not a JSON
   *     object or lacks its loss or step; the message names the line's number
   */
  public static RunLog read(Path runDir) {
    List<Step> steps = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    boolean torn = JsonLines.read(runDir.resolve(FILE), line -> add(line, steps, evaluations));
    return new RunLog(steps, evaluations, torn);
  }

  private static void add(JsonNode line, List<Step> steps, List<Evaluation> evaluations) {
    String event = line.path("event").asString("");
    if (event.equals("step")) {
      Step step = step(line);
      while (!steps.isEmpty() && steps.get(steps.size() - 1).step() >= step.step()) {
        steps.remove(steps.size() - 1);
      }
      steps.add(step);
    } else if (event.equals("eval")) {
      Evaluation evaluation =
          new Evaluation(
              JsonLines.required(line, "step").asLong(),
              JsonLines.number(JsonLines.required(line, "eval_loss")),
              count(line, "trained_tokens"));
      while (!evaluations.isEmpty()
          && evaluations.get(evaluations.size() - 1).step() >= evaluation.step()) {
        evaluations.remove(evaluations.size() - 1);
      }
      evaluations.add(evaluation);
    }
  }

  private static Step step(JsonNode line) {
    return new Step(
        JsonLines.required(line, "step").asLong(),
        JsonLines.number(line.path("epoch")),
        JsonLines.number(JsonLines.required(line, "loss")),
        JsonLines.number(line.path("lr")),
        JsonLines.number(line.path("grad_norm")),
        count(line, "trained_tokens"),
        count(line, "tokens"),
        JsonLines.number(line.path("tokens_per_s")),
        JsonLines.number(line.path("step_s")),
        count(line, "memory_bytes"));
  }

  private static long count(JsonNode line, String field) {
    return line.path(field).asLong(-1);
  }
}
