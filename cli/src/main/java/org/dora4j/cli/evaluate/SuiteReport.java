package org.dora4j.cli.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dora4j.cli.terminal.Json;
import org.dora4j.cli.terminal.Terminal;
import org.dora4j.eval.Accuracy;
import org.dora4j.eval.EvaluatedModel;
import org.dora4j.eval.EvaluationOptions;
import org.dora4j.eval.SuiteResult;
import org.dora4j.report.PublishedResults;
import org.dora4j.report.ResultsTable;
import org.dora4j.report.Scores;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an evaluation of several tasks came to, for people and for scripts.
 *
 * @param model name of the base model
 * @param adapter name of the adapter
 * @param decoding how answers were found
 * @param limit most questions of a task; 0 for all
 * @param tasks by name
 * @param average unweighted mean of the accuracies, 0 to 1
 */
record SuiteReport(
    String model,
    String adapter,
    String decoding,
    int limit,
    Map<String, Row> tasks,
    double average) {

  /**
   * One task.
   *
   * @param accuracy 0 to 1
   * @param correct number of right answers
   * @param total number of questions
   * @param answered questions to which an allowed answer was given
   * @param best_constant accuracy of the best constant answer, 0 to 1
   * @param seconds it took
   */
  record Row(
      double accuracy,
      int correct,
      int total,
      int answered,
      double best_constant,
      double seconds) {}

  static SuiteReport of(EvaluatedModel names, SuiteResult result, EvaluationOptions options) {
    Map<String, Row> tasks = new LinkedHashMap<>();
    for (Accuracy a : result.accuracies()) {
      tasks.put(
          a.task().name(),
          new Row(a.value(), a.correct(), a.total(), a.answered(), a.bestConstant(), a.seconds()));
    }
    return new SuiteReport(
        names.model(),
        names.adapter(),
        options.decoding().text(),
        options.limit(),
        tasks,
        result.average());
  }

  /** One report of several, each printed by {@code --json}, that have the same settings. */
  static SuiteReport joined(List<String> reports) {
    JsonMapper mapper = new JsonMapper();
    Map<String, Row> tasks = new LinkedHashMap<>();
    JsonNode json = mapper.createObjectNode();
    for (String report : reports) {
      json = mapper.readTree(report);
      json.path("tasks")
          .propertyStream()
          .forEach(
              each -> tasks.put(each.getKey(), mapper.treeToValue(each.getValue(), Row.class)));
    }
    return new SuiteReport(
        json.path("model").asString(""),
        json.path("adapter").asString(""),
        json.path("decoding").asString(""),
        json.path("limit").asInt(0),
        tasks,
        tasks.values().stream().mapToDouble(Row::accuracy).average().orElse(Double.NaN));
  }

  /** Writes the table's files and prints it, or prints JSON. */
  void publish(Path folder, List<PublishedResults.Row> beside, boolean json, Terminal terminal)
      throws IOException {
    ResultsTable table = table().beside(beside);
    String note = note(!beside.isEmpty());
    table.write(folder, note);
    Files.writeString(folder.resolve("results.json"), Json.pretty(this) + "\n");
    terminal.out().println(json ? Json.pretty(this) : table.table().plain() + note);
  }

  private ResultsTable table() {
    List<Double> values = tasks.values().stream().map(Row::accuracy).toList();
    Scores.Method method = new Scores.Method(model + " " + adapter, values);
    return new ResultsTable(new Scores(new ArrayList<>(tasks.keySet()), List.of(method)));
  }

  private String note(boolean beside) {
    String note =
        "Accuracy in %%, %s; Avg is the unweighted mean of the %s shown%s."
            .formatted(
                decoding,
                tasks.size() == 1 ? "one task" : tasks.size() + " tasks",
                limit == 0 ? "" : ", of each the first " + limit + " questions");
    if (!beside || decoding.equals("4 beams")) {
      return note;
    }
    return note
        + (decoding.equals("constrained")
            ? " The published rows are of written answers: constrained ones are another measure and cannot be compared with them."
            : " The published rows were found with 4 beams, so compare with care.");
  }
}
