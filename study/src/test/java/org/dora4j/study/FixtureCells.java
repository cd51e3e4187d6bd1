package org.dora4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes the files of cells that nobody ran. */
final class FixtureCells {
  private final StudyFolder folder;
  private final List<String> entries = new ArrayList<>();

  FixtureCells(Path folder) {
    this.folder = new StudyFolder(folder);
  }

  StudyFolder folder() {
    return folder;
  }

  /** A cell that is done, with its accuracy on boolq and piqa. */
  FixtureCells done(Map<String, String> labels, double boolq, double piqa) {
    Cell cell = add(labels);
    CellFolder files = folder.cell(cell.name());
    evaluation(files, "boolq", boolq);
    evaluation(files, "piqa", piqa);
    TinyStudy.write(files.run().resolve("adapter/adapter_config.json"), "{}");
    StringBuilder log = new StringBuilder("{\"event\":\"start\",\"trainable\":20,\"all\":1000}\n");
    for (int step = 1; step <= 20; step++) {
      log.append(
          String.format(
              Locale.ROOT,
              "{\"event\":\"step\",\"step\":%d,\"loss\":%.2f,\"tokens\":100,\"step_s\":0.5,\"memory_bytes\":%d}\n",
              step,
              2 - 0.05 * step,
              1_000_000 + step));
    }
    TinyStudy.write(files.run().resolve("metrics.jsonl"), log.toString());
    return this;
  }

  FixtureCells failed(Map<String, String> labels, String sentence) {
    folder.cell(add(labels).name()).fail(sentence);
    return this;
  }

  FixtureCells open(Map<String, String> labels) {
    add(labels);
    return this;
  }

  /** Writes study.json. */
  StudyFolder save(String study) {
    TinyStudy.write(
        folder.path().resolve("study.json"),
        "{\"study\": \"%s\", \"cells\": {%s}}".formatted(study, String.join(",", entries)));
    return folder;
  }

  private Cell add(Map<String, String> labels) {
    Cell cell = new Cell(labels, Map.of(), TrainingPart.ALL, List.of("boolq", "piqa"));
    List<String> texts =
        labels.entrySet().stream()
            .map(label -> "\"%s\": \"%s\"".formatted(label.getKey(), label.getValue()))
            .toList();
    entries.add(
        "\"%s\": {\"labels\": {%s}, \"tasks\": [\"boolq\", \"piqa\"], \"settings\": {}}"
            .formatted(cell.name(), String.join(",", texts)));
    return cell;
  }

  private static void evaluation(CellFolder files, String task, double accuracy) {
    TinyStudy.write(
        files.evaluation(task),
        String.format(
            Locale.ROOT, "{\"accuracy\": %s, \"total\": 100, \"seconds\": 2.5}", accuracy));
  }

  /** Labels in their order: name, value, name, value, … */
  static Map<String, String> labels(String... namesAndValues) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }
}
