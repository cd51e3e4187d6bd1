package org.dora4j.report.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.dora4j.report.html.BarChart;
import org.dora4j.report.html.DataTable;
import org.dora4j.report.html.Fold;
import org.dora4j.report.html.LineChart;
import org.dora4j.report.html.Page;
import org.dora4j.report.html.Part;
import org.dora4j.report.html.Prose;
import org.dora4j.report.html.Section;

/** A comparison as a page. */
public final class ComparisonPage {
  private final Comparison comparison;
  private final CurveCharts charts;

  private ComparisonPage(Comparison comparison) {
    this.comparison = comparison;
    this.charts = new CurveCharts(comparison);
  }

  /** The page; nothing is left out for want of data but what no run has. */
  public static Page of(Comparison comparison) {
    return new ComparisonPage(comparison).page();
  }

  private Page page() {
    List<ComparedRun> runs = comparison.runs();
    String title =
        runs.size() == 1 ? "Run " + runs.get(0).name() : runs.size() + " runs side by side";
    List<Section> sections = new ArrayList<>();
    sections.add(overview());
    add(sections, "Loss", "", nonEmpty(List.of(charts.loss())));
    add(sections, "Course", "", nonEmpty(Measure.COURSE.stream().map(charts::of).toList()));
    add(
        sections,
        "Adapter",
        "What --adapter-stats measured during training.",
        new AdapterCharts(comparison).parts());
    add(sections, "Accuracy", "", accuracy());
    SampleList samples = new SampleList(comparison);
    add(
        sections,
        "Samples",
        "Greedy continuations before the first step and after the last.",
        samples.byPrompt().isEmpty() ? List.of() : List.of(samples));
    add(sections, "Configuration", "", configuration());
    return new Page(title, lead(), sections);
  }

  private String lead() {
    return comparison.runs().size() == 1
        ? comparison.runs().get(0).setting("model")
            + ", "
            + Overview.method(comparison.runs().get(0))
        : "Point at a chart to read it, drag to zoom in, click a run's name to hide it everywhere.";
  }

  private Section overview() {
    List<Part> parts = new ArrayList<>();
    parts.add(Overview.table(comparison));
    for (ComparedRun run : comparison.runs()) {
      for (String note : run.notes()) {
        parts.add(new Prose(comparison.runs().size() == 1 ? note : run.name() + ": " + note));
      }
    }
    return new Section("Overview", "", parts);
  }

  private static void add(List<Section> sections, String title, String lead, List<Part> parts) {
    if (!parts.isEmpty()) {
      sections.add(new Section(title, lead, parts));
    }
  }

  private static List<Part> nonEmpty(List<LineChart> all) {
    return all.stream().filter(chart -> !CurveCharts.isEmpty(chart)).map(c -> (Part) c).toList();
  }

  private List<Part> accuracy() {
    TreeSet<String> tasks = new TreeSet<>();
    comparison.runs().forEach(run -> tasks.addAll(run.accuracies().keySet()));
    if (tasks.isEmpty()) {
      return List.of();
    }
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (ComparedRun run : comparison.runs()) {
      values.put(run.name(), tasks.stream().map(task -> percent(run, task)).toList());
    }
    return List.of(
        new BarChart("Right answers", "In per cent.", List.copyOf(tasks), values, 100, " %"));
  }

  private static double percent(ComparedRun run, String task) {
    Double value = run.accuracies().get(task);
    return value == null ? Double.NaN : Math.rint(value * 1e4) / 100;
  }

  private List<Part> configuration() {
    List<Part> parts = new ArrayList<>();
    if (comparison.runs().size() > 1) {
      Map<String, List<String>> differences = Settings.differences(comparison.runs());
      parts.add(
          differences.isEmpty()
              ? new Prose("All settings are equal.")
              : table("Settings that differ", differences));
    }
    Map<String, List<String>> all = Settings.table(comparison.runs());
    if (!all.isEmpty()) {
      parts.add(new Fold("All settings", table("", all)));
    }
    for (ComparedRun run : comparison.runs()) {
      if (!run.folder().manifest().isEmpty()) {
        DataTable table = DataTable.of("", "key", "value");
        for (Map.Entry<String, String> entry : run.folder().manifest().entrySet()) {
          table = table.row(entry.getKey(), entry.getValue());
        }
        parts.add(new Fold("Manifest of " + run.name(), table));
      }
    }
    return parts;
  }

  private DataTable table(String caption, Map<String, List<String>> settings) {
    List<String> header = new ArrayList<>(List.of("setting"));
    comparison.runs().forEach(run -> header.add(run.name()));
    List<List<String>> rows = new ArrayList<>();
    settings.forEach(
        (key, values) -> {
          List<String> row = new ArrayList<>(List.of(key));
          row.addAll(values);
          rows.add(row);
        });
    return new DataTable(caption, header, rows);
  }
}
