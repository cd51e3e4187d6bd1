package org.dora4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * LoRA and DoRA trained and evaluated on each data set alone, beside the DoRA paper's numbers (from
 * training on all data sets together) and those of Cornell's replication.
 */
public final class CornellComparison {
  private static final List<String> DATA_SETS = List.of("boolq", "hellaswag", "winogrande");
  private static final Map<String, String> LABELS =
      Map.of("boolq", "BoolQ", "hellaswag", "HellaSwag", "winogrande", "WinoGrande");

  /** Their report quotes 81.9 for WinoGrande, which is the paper's ARC-Easy. */
  private static final Source PAPER =
      new Source("paper", List.of(0.675, 0.834, 0.804), List.of(0.697, 0.872, 0.810));

  private static final Source CORNELL =
      new Source("Cornell", List.of(0.635, 0.412, 0.747), List.of(0.658, 0.512, 0.795));

  /** Accuracies on the three data sets, 0 to 1; NaN where there is none. */
  private record Source(String name, List<Double> lora, List<Double> dora) {}

  private final Source ours;

  /**
   * Takes results; several of one method and data set, such as those of other seeds, are averaged.
   *
   * @throws IllegalArgumentException if there is none, or one of another data set
   */
  public CornellComparison(List<ResultFile> results) {
    if (results.isEmpty()) {
      throw new IllegalArgumentException("There is no result to compare");
    }
    for (ResultFile result : results) {
      if (!DATA_SETS.contains(result.dataset())) {
        throw new IllegalArgumentException(
            "%s is of %s; Cornell's replication has %s only"
                .formatted(result.file(), result.dataset(), String.join(", ", DATA_SETS)));
      }
    }
    ours = new Source("ours", means(results, "LoRA"), means(results, "DoRA"));
  }

  private static List<Double> means(List<ResultFile> results, String method) {
    return DATA_SETS.stream()
        .map(
            set ->
                results.stream()
                    .filter(each -> each.dataset().equals(set) && each.method().equals(method))
                    .mapToDouble(ResultFile::accuracy)
                    .average()
                    .orElse(Double.NaN))
        .toList();
  }

  /** In percent with one decimal, and the difference DoRA − LoRA in points. */
  public TextTable table() {
    List<String> header = new ArrayList<>(List.of("source", "method"));
    DATA_SETS.forEach(set -> header.add(LABELS.get(set)));
    TextTable table = TextTable.of(header);
    for (Source source : List.of(ours, PAPER, CORNELL)) {
      table = table.row(row(source.name(), "LoRA", source.lora(), "%.1f"));
      table = table.row(row(source.name(), "DoRA", source.dora(), "%.1f"));
      table = table.row(row(source.name(), "DoRA − LoRA", differences(source), "%+.1f"));
    }
    return table;
  }

  /** The same rows for other programs, in percent with four decimals. */
  public String csv() {
    StringBuilder text = new StringBuilder("source,method,boolq,hellaswag,winogrande\n");
    for (Source source : List.of(ours, PAPER, CORNELL)) {
      text.append(String.join(",", row(source.name(), "LoRA", source.lora(), "%.4f"))).append('\n');
      text.append(String.join(",", row(source.name(), "DoRA", source.dora(), "%.4f"))).append('\n');
    }
    return text.toString().replace("–", "");
  }

  private static List<String> row(String source, String method, List<Double> values, String form) {
    List<String> row = new ArrayList<>(List.of(source, method));
    values.forEach(
        value ->
            row.add(Double.isNaN(value) ? "–" : String.format(Locale.ROOT, form, 100 * value)));
    return row;
  }

  private static List<Double> differences(Source source) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < DATA_SETS.size(); i++) {
      differences.add(source.dora().get(i) - source.lora().get(i));
    }
    return differences;
  }

  /** One sentence for each data set that has both methods: does the published order hold? */
  public List<String> verdicts() {
    List<String> sentences = new ArrayList<>();
    List<Double> differences = differences(ours);
    for (int i = 0; i < DATA_SETS.size(); i++) {
      double points = 100 * differences.get(i);
      if (!Double.isNaN(points)) {
        sentences.add(
            String.format(
                Locale.ROOT,
                "%s: DoRA − LoRA is %+.1f points; published +, here %s.",
                LABELS.get(DATA_SETS.get(i)),
                points,
                points > 0 ? "+" : points < 0 ? "−" : "0"));
      }
    }
    return sentences;
  }

  /** Our accuracies, for the chart: the data sets that have any. */
  public Scores scores() {
    List<String> sets = new ArrayList<>();
    List<Double> lora = new ArrayList<>();
    List<Double> dora = new ArrayList<>();
    for (int i = 0; i < DATA_SETS.size(); i++) {
      if (!Double.isNaN(ours.lora().get(i)) || !Double.isNaN(ours.dora().get(i))) {
        sets.add(LABELS.get(DATA_SETS.get(i)));
        lora.add(ours.lora().get(i));
        dora.add(ours.dora().get(i));
      }
    }
    return new Scores(
        sets, List.of(new Scores.Method("LoRA", lora), new Scores.Method("DoRA", dora)));
  }
}
