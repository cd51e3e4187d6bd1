package org.dora4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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

  private static final JsonMapper JSON = JsonMapper.builder().build();

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
    Path file = runDir.resolve(FILE);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new RunLogException(
          "Cannot read "
              + file
              + ": it is missing or not text. Name the folder that 'dora4j train' wrote.",
          e);
    }
    List<Step> steps = new ArrayList<>();
    List<Evaluation> evaluations = new ArrayList<>();
    boolean torn = false;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        add(JSON.readTree(lines.get(i)), steps, evaluations);
      } catch (JacksonException | IllegalArgumentException e) {
        if (i < lines.size() - 1) {
          throw new RunLogException(
              "Line %d of %s cannot be read (%s). Delete that line to show the rest."
                  .formatted(i + 1, file, firstLine(e)),
              e);
        }
        torn = true;
      }
    }
    return new RunLog(steps, evaluations, torn);
  }

  private static void add(JsonNode line, List<Step> steps, List<Evaluation> evaluations) {
    if (!line.isObject()) {
      throw new IllegalArgumentException("not a JSON object");
    }
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
              required(line, "step").asLong(),
              number(required(line, "eval_loss")),
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
        required(line, "step").asLong(),
        number(line.path("epoch")),
        number(required(line, "loss")),
        number(line.path("lr")),
        number(line.path("grad_norm")),
        count(line, "trained_tokens"),
        count(line, "tokens"),
        number(line.path("tokens_per_s")),
        number(line.path("step_s")),
        count(line, "memory_bytes"));
  }

  private static JsonNode required(JsonNode line, String field) {
    JsonNode value = line.get(field);
    if (value == null) {
      throw new IllegalArgumentException("the field '" + field + "' is missing");
    }
    return value;
  }

  /** JSON has no NaN and no infinity, so a log holds these as text or null. */
  private static double number(JsonNode value) {
    if (value.isNumber()) {
      return value.asDouble();
    }
    return switch (value.asString("")) {
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  private static long count(JsonNode line, String field) {
    return line.path(field).asLong(-1);
  }

  private static String firstLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
