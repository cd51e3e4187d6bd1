package org.dora4j.report.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dora4j.report.Evaluation;
import org.dora4j.report.Numbers;
import org.dora4j.report.Sample;
import org.dora4j.report.TextTable;

/** A comparison as Markdown, with pictures where the page has charts. */
final class ComparisonMarkdown {
  private static final String HEADING = "# Run";

  private final Comparison comparison;
  private final Map<String, Path> pictures;

  /**
   * @param pictures files by title
   */
  ComparisonMarkdown(Comparison comparison, Map<String, Path> pictures) {
    this.comparison = comparison;
    this.pictures = pictures;
  }

  /** Whether a file begins as a report of runs does. */
  static boolean isOurs(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().orElse("").startsWith(HEADING);
    } catch (IOException | java.io.UncheckedIOException e) {
      return false;
    }
  }

  String text() {
    StringBuilder text = new StringBuilder(HEADING);
    List<ComparedRun> runs = comparison.runs();
    text.append(runs.size() == 1 ? " " + runs.get(0).name() : "s side by side").append("\n\n");
    text.append(table(Overview.HEADER, Overview.rows(comparison)));
    for (ComparedRun run : runs) {
      run.notes().forEach(note -> text.append("\n* ").append(run.name()).append(": ").append(note));
    }
    pictures.forEach(
        (title, file) -> text.append("\n## %s\n\n![%s](%s)\n".formatted(title, title, link(file))));
    validation(text);
    accuracy(text);
    samples(text);
    configuration(text);
    return text.toString();
  }

  /** Spaces would end the address. */
  private static String link(Path file) {
    return String.valueOf(file.getFileName()).replace(" ", "%20");
  }

  private void validation(StringBuilder text) {
    TextTable table = TextTable.of("run", "step", "loss");
    boolean any = false;
    for (ComparedRun run : comparison.runs()) {
      for (Evaluation evaluation : run.log().evaluations()) {
        any = true;
        String step = Numbers.count(evaluation.step());
        table = table.row(run.name(), step, Numbers.loss(evaluation.loss()));
      }
    }
    if (any) {
      text.append("\n## Validation\n\n").append(table.markdown());
    }
  }

  private void accuracy(StringBuilder text) {
    TreeSet<String> tasks = new TreeSet<>();
    comparison.runs().forEach(run -> tasks.addAll(run.accuracies().keySet()));
    List<List<String>> rows = new ArrayList<>();
    for (String task : tasks) {
      List<String> row = new ArrayList<>(List.of(task));
      for (ComparedRun run : comparison.runs()) {
        row.add(Numbers.percent(run.accuracies().getOrDefault(task, Double.NaN)));
      }
      rows.add(row);
    }
    if (!rows.isEmpty()) {
      text.append("\n## Accuracy\n\n").append(table(header("task"), rows));
    }
  }

  private void samples(StringBuilder text) {
    Map<String, Map<ComparedRun, Sample>> all = new SampleList(comparison).byPrompt();
    if (all.isEmpty()) {
      return;
    }
    text.append("\n## Samples\n\n");
    TextTable table = TextTable.of("prompt", "expected", "run", "before", "after");
    for (Map.Entry<String, Map<ComparedRun, Sample>> prompt : all.entrySet()) {
      for (Map.Entry<ComparedRun, Sample> entry : prompt.getValue().entrySet()) {
        Sample sample = entry.getValue();
        table =
            table.row(
                cell(sample.prompt()),
                cell(sample.expected()),
                entry.getKey().name(),
                cell(sample.before()),
                cell(sample.after()));
      }
    }
    text.append(table.markdown());
  }

  /** Models write HTML too, which Markdown would take for its own. */
  private static String cell(String text) {
    return text.strip().replace("&", "&amp;").replace("<", "&lt;").replace("\r", "");
  }

  private void configuration(StringBuilder text) {
    boolean one = comparison.runs().size() == 1;
    Map<String, List<String>> settings =
        one ? Settings.table(comparison.runs()) : Settings.differences(comparison.runs());
    text.append(one ? "\n## Configuration\n\n" : "\n## Settings that differ\n\n");
    if (settings.isEmpty()) {
      text.append(one ? "It is not known.\n" : "None.\n");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    settings.forEach(
        (key, values) -> {
          List<String> row = new ArrayList<>(List.of(key));
          row.addAll(values);
          rows.add(row);
        });
    text.append(table(header("setting"), rows));
  }

  private List<String> header(String first) {
    List<String> header = new ArrayList<>(List.of(first));
    comparison.runs().forEach(run -> header.add(run.name()));
    return header;
  }

  private static String table(List<String> header, List<List<String>> rows) {
    TextTable table = TextTable.of(header);
    for (List<String> row : rows) {
      table = table.row(row);
    }
    return table.markdown();
  }
}
